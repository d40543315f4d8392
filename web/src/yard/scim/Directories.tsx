/** The directories that name people of an organisation, for its administrators: which there are, a new one, a new token, the end of one. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Modal, Popconfirm } from "@/ui/kit/Kit";
import { Button, Note, Waiting } from "@/ui/plain";
import { showDay, showRecent } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { everybodyQuery } from "../roster/roster.data";
import { Connect, Days } from "./Connect";
import { type Connection, connectionsQuery, useEndConnection, useRenewConnection } from "./scim.data";
import { type Standing, standingOf } from "./scim.model";
import { Told } from "./Told";
import "./words";
import "./scim.css";

export default function Directories({ org }: { org: string }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const all = useQuery(connectionsQuery(org));
  const people = useQuery(everybodyQuery(org));
  const [connecting, setConnecting] = useState(false);
  const end = useEndConnection(org);
  const nameOf = (person: string) => people.data?.find((one) => one.person === person)?.name ?? t("roster.someone");
  return (
    <div className="stack">
      <p className="muted">{t("scim.lead")}</p>
      <div>
        <Button icon="plus" onClick={() => setConnecting(true)}>
          {t("scim.connect")}
        </Button>
      </div>
      {end.isSuccess ? <Note alert>{t("scim.ended", { name: end.variables.name })}</Note> : null}
      {end.isError ? <Note tone="warn" alert>{sayWhy(end.error)}</Note> : null}
      {all.isError ? <Note tone="warn" alert>{sayWhy(all.error)}</Note> : null}
      {all.isPending ? <Waiting label={t("common.loading")} /> : null}
      {all.data?.length === 0 ? <p>{t("scim.none")}</p> : null}
      <ul className="lines">
        {all.data?.map((one) => (
          <Line
            key={one.id}
            org={org}
            one={one}
            standing={standingOf(one, all.dataUpdatedAt)}
            who={people.isPending ? "…" : nameOf(one.made_by)}
            ending={end.isPending && end.variables.id === one.id}
            onEnd={() => end.mutate(one)}
          />
        ))}
      </ul>
      {all.data?.length ? <p className="small muted">{t("scim.lists")}</p> : null}
      <Connect org={org} open={connecting} onClose={() => setConnecting(false)} />
    </div>
  );
}

type LineProps = { org: string; one: Connection; standing: Standing; who: string; ending: boolean; onEnd: () => void };

function Line({ org, one, standing, who, ending, onEnd }: LineProps) {
  const { t, i18n } = useTranslation();
  const [renewing, setRenewing] = useState(false);
  const day = (at: string) => showDay(at, i18n.language);
  const heard = one.used_at ? t("scim.heard", { at: showRecent(one.used_at, i18n.language) }) : t("scim.unheard");
  return (
    <li>
      <div className="lines-main stack tight">
        <strong>
          {one.name} {standing === "works" ? null : <span className="tag warn">{t(`scim.is_${standing}`)}</span>}
        </strong>
        <span>{[t("scim.users", { count: one.users }), t("scim.groups", { count: one.groups }), heard].join(" · ")}</span>
        <span className="small muted">{[t("scim.by", { who, day: day(one.made_at) }), t("scim.until", { day: day(one.ends_at) })].join(" · ")}</span>
        {standing === "works" ? null : <span className="small">{t(`scim.why_${standing}`)}</span>}
      </div>
      <div className="row wrap">
        <Button aria-label={t("scim.renew_of", { name: one.name })} onClick={() => setRenewing(true)}>
          {t("scim.renew")}
        </Button>
        <Popconfirm
          title={t("scim.end_sure", { name: one.name })}
          description={<div className="scim-sure">{t("scim.end_lead")}</div>}
          okText={t("scim.end")}
          cancelText={t("common.cancel")}
          onConfirm={onEnd}
        >
          <Button weight="danger" busy={ending} aria-label={t("scim.end_of", { name: one.name })}>
            {t("scim.end")}
          </Button>
        </Popconfirm>
      </div>
      <Renew org={org} one={one} open={renewing} onClose={() => setRenewing(false)} />
    </li>
  );
}

function Renew({ org, one, open, onClose }: { org: string; one: Connection; open: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const renew = useRenewConnection(org, one.id);
  const [days, setDays] = useState<number>(365);
  const close = () => {
    renew.reset();
    onClose();
  };
  const told = renew.data;
  return (
    <Modal open={open} title={t(told ? "scim.made" : "scim.renew_of", { name: one.name })} footer={null} mask={{ closable: false }} onCancel={close} destroyOnHidden>
      {told ? (
        <Told told={told} onKept={close} />
      ) : (
        <div className="stack">
          <p>{t("scim.renew_lead")}</p>
          <Days days={days} onChange={setDays} />
          {renew.isError ? <Note tone="warn" alert>{sayWhy(renew.error)}</Note> : null}
          <div>
            <Button weight="door" busy={renew.isPending} onClick={() => renew.mutate(days)}>
              {t("scim.renew_go")}
            </Button>
          </div>
        </div>
      )}
    </Modal>
  );
}
