import { useQuery } from "@tanstack/react-query";
import { Suspense, lazy, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Check, Field, Note, Select, Waiting } from "@/ui/plain";
import { showDay } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { type OwnHome, peopleQuery, type ResidentWish, useEnd, useEnter } from "./homes.data";

const Homecoming = lazy(() => import("@/community/homecoming/Homecoming"));

/** Who lives in my home; whoever may adds family and tenants. */
export function People({ home }: { home: OwnHome }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const people = useQuery(peopleQuery(home.home));
  const end = useEnd(home.home);
  const [adds, setAdds] = useState(false);
  if (people.isPending) return <Waiting label={t("common.loading")} />;
  return (
    <div className="stack">
      {people.isError ? <Note tone="warn" alert>{sayWhy(people.error)}</Note> : null}
      <ul className="home-list">
        {people.data?.map((one) => (
          <li key={one.id}>
            <span className="home-name">
              <strong>{one.name ?? "—"}</strong> <span className="tag">{t(`homes.as_${one.relation}`)}</span>
              {one.own ? <span className="tag">{t("homes.self")}</span> : null}
              {one.waits ? <span className="tag">{t("homes.unanswered")}</span> : null}
              {one.until ? <span className="small muted">{t("homes.until", { day: showDay(one.until, i18n.language) })}</span> : null}
            </span>
            {home.rights.add && !one.own && one.relation !== "owner" ? (
              <Button weight="quiet" busy={end.isPending} onClick={() => end.mutate(one.id)}>
                {t("homes.end")}
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
      <Suspense fallback={null}>
        <Homecoming home={home.home} />
      </Suspense>
      {end.isError ? <Note tone="warn" alert>{sayWhy(end.error)}</Note> : null}
      {home.rights.add && !adds ? (
        <Button weight="door" icon="plus" onClick={() => setAdds(true)}>
          {t("homes.add")}
        </Button>
      ) : null}
      {adds ? <Enter home={home} onDone={() => setAdds(false)} /> : null}
    </div>
  );
}

const relations = ["family", "tenant"] as const;
const rights = ["add", "invite", "open"] as const;

function Enter({ home, onDone }: { home: OwnHome; onDone: () => void }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const enter = useEnter(home.home);
  const [last, setLast] = useState("");
  const [wish, setWish] = useState<ResidentWish>({ name: "", phone: "", relation: "family", rights: { add: false, invite: home.rights.invite, open: home.rights.open } });
  const set = (change: Partial<ResidentWish>) => setWish((before) => ({ ...before, ...change }));
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        // The last day is a day of whoever writes it, and counts whole.
        const until = last ? new Date(`${last}T23:59:59`).toISOString() : null;
        enter.mutate({ ...wish, until }, { onSuccess: onDone });
      }}
    >
      <Field label={t("homes.name")} value={wish.name} maxLength={64} required autoComplete="off" onChange={(event) => set({ name: event.target.value })} />
      <Field label={t("homes.phone")} type="tel" value={wish.phone} required autoComplete="off" onChange={(event) => set({ phone: event.target.value })} />
      <Select label={t("homes.relation")} value={wish.relation} onChange={(relation) => set({ relation: relation as ResidentWish["relation"] })} choices={relations.map((value) => ({ value, label: t(`homes.as_${value}`) }))} />
      <Field label={t("homes.last_day")} hint={t("homes.last_day_hint")} type="date" value={last} required={wish.relation === "tenant"} onChange={(event) => setLast(event.target.value)} />
      <fieldset className="stack tight">
        <legend>{t("homes.rights")}</legend>
        {rights.map((right) => (
          <Check key={right} checked={wish.rights[right]} disabled={!home.rights[right]} onChange={(on) => set({ rights: { ...wish.rights, [right]: on } })}>
            {t(`homes.may_${right}`)}
          </Check>
        ))}
      </fieldset>
      <p className="small muted">{t("homes.add_note")}</p>
      {enter.isError ? <Note tone="warn" alert>{sayWhy(enter.error)}</Note> : null}
      <Button type="submit" weight="door" busy={enter.isPending} disabled={!wish.name.trim() || !wish.phone.trim()}>
        {t("homes.add_send")}
      </Button>
    </form>
  );
}
