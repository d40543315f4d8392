/** Who sees how much of my calendar; which calendars my organisation has. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { membersQuery } from "@/yard/orgs/orgs.data";
import { Button, Dialog, Field, Note, Select, Waiting } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { type Share, sharedQuery, sharesQuery, useDrop, useMake, useShare } from "./calendar.data";

type Org = { id: string; name: string; role: string };
const LEVELS = ["nothing", "busy", "all"] as const;

export function SharingDialog({ me, org, onClose }: { me: string; org: Org | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const shares = useQuery(sharesQuery);
  const share = useShare();
  const failed = [shares, share].find(({ isError }) => isError);
  return (
    <Dialog open title={t("calendar.sharing")} closeLabel={t("common.close")} onClose={onClose}>
      <div className="stack">
        <p>{t("calendar.sharing_lead")}</p>
        {shares.isPending ? <Waiting label={t("common.loading")} /> : null}
        {org && shares.data ? <Shares me={me} org={org} items={shares.data} busy={share.isPending} onChange={(items) => share.mutate(items)} /> : null}
        {org ? null : <Note>{t("calendar.no_org")}</Note>}
        {failed ? <Note tone="warn" alert>{sayWhy(failed.error)}</Note> : null}
      </div>
    </Dialog>
  );
}

function Shares({ me, org, items, busy, onChange }: { me: string; org: Org; items: readonly Share[]; busy: boolean; onChange: (items: Share[]) => void }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const members = useQuery(membersQuery(org.id));
  const levels = LEVELS.map((level) => ({ value: level, label: t(`calendar.level_${level}`) }));
  const whole = items.find((one) => one.org === org.id);
  const others = (members.data?.items ?? []).filter(({ person }) => person !== me);
  const set = (rest: Share[], one: Share | undefined) => onChange(one ? [...rest, one] : rest);
  return (
    <>
      <Select label={t("calendar.whole_org", { org: org.name })} disabled={busy} value={whole?.level ?? "nothing"} choices={levels} onChange={(level) => set(items.filter((one) => one.org !== org.id), level === "nothing" ? undefined : { org: org.id, level: level as Share["level"] })} />
      {members.isError ? <Note tone="warn" alert>{sayWhy(members.error)}</Note> : null}
      {others.map(({ person, name }) => {
        const own = items.find((one) => one.person === person);
        const choices = [{ value: "", label: t("calendar.as_org") }, ...levels];
        return <Select key={person} label={name} disabled={busy} value={own?.level ?? ""} choices={choices} onChange={(level) => set(items.filter((one) => one.person !== person), level ? { person, level: level as Share["level"] } : undefined)} />;
      })}
    </>
  );
}

export function SharedDialog({ org, onClose }: { org: Org; onClose: () => void }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const calendars = useQuery(sharedQuery(org.id));
  const [make, drop] = [useMake(org.id), useDrop(org.id)];
  const [name, setName] = useState("");
  const [kind, setKind] = useState<"shared" | "room">("room");
  const [sure, setSure] = useState("");
  const runs = org.role === "administrator";
  const failed = [calendars, make, drop].find(({ isError }) => isError);
  return (
    <Dialog open title={t("calendar.org_calendars")} closeLabel={t("common.close")} onClose={onClose}>
      <div className="stack">
        <p>{t("calendar.org_lead")}</p>
        <ul className="stack tight">
          {calendars.data?.map((one) => (
            <li key={one.id} className="row apart wrap">
              <span>
                <strong>{one.name}</strong> <span className="small muted">{t(`calendar.kind_${one.kind}`)}</span>
              </span>
              {runs ? (
                <Button weight={sure === one.id ? "danger" : "quiet"} busy={drop.isPending} onClick={() => (sure === one.id ? drop.mutate(one.id) : setSure(one.id))}>
                  {t(sure === one.id ? "calendar.drop_sure" : "calendar.remove")}
                </Button>
              ) : null}
            </li>
          ))}
          {calendars.data?.length === 0 ? <li className="muted">{t("calendar.no_calendars")}</li> : null}
        </ul>
        {runs ? (
          <form className="stack" onSubmit={(event) => { event.preventDefault(); make.mutate({ kind, name }, { onSuccess: () => setName("") }); }}>
            <Select label={t("calendar.kind")} value={kind} onChange={(next) => setKind(next === "room" ? "room" : "shared")} choices={(["room", "shared"] as const).map((one) => ({ value: one, label: t(`calendar.kind_${one}`) }))} />
            <Field label={t("calendar.name")} required maxLength={60} value={name} onChange={(event) => setName(event.target.value)} />
            <Button type="submit" busy={make.isPending}>{t("calendar.make")}</Button>
          </form>
        ) : null}
        {failed ? <Note tone="warn" alert>{sayWhy(failed.error)}</Note> : null}
      </div>
    </Dialog>
  );
}
