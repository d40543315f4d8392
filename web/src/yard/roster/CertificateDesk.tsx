/** Organisations that wait to be certified: their evidence opens with a reason alone. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Pair, Pairs } from "@/ui/Pairs";
import { Button, Field, Note } from "@/ui/plain";
import { showRecent } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { type Certificate, certificatesQuery, useDecide, useEvidence } from "./roster.data";
import "./words";
import "./roster.css";

export default function CertificateDesk() {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const waiting = useQuery({ ...certificatesQuery, retry: false });
  if (waiting.isError) return <Note tone="warn">{sayWhy(waiting.error)}</Note>;
  return (
    <div className="stack loose">
      <p className="muted">{t("roster.desk_lead")}</p>
      {waiting.data?.length === 0 ? <p>{t("roster.desk_none")}</p> : null}
      <ul className="lines">
        {waiting.data?.map((one) => (
          <Line key={one.id} one={one} />
        ))}
      </ul>
    </div>
  );
}

function Line({ one }: { one: Certificate }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const [look, decide] = [useEvidence(one.id), useDecide(one.id)];
  const [why, setWhy] = useState("");
  const [whyNot, setWhyNot] = useState("");
  const wrong = look.error ?? decide.error;
  const seen = look.data;
  const rows: Pair[] = seen
    ? [
        [t("roster.legal_name"), seen.legal_name],
        [t("roster.credit_code"), seen.credit_code],
        [t("roster.address"), seen.address],
        [t("roster.contact_name"), seen.contact_name],
        [t("roster.contact_phone"), seen.contact_phone],
      ]
    : [];
  return (
    <li>
      <div className="lines-main stack">
        <span className="small muted">{showRecent(one.sent_at, i18n.language)}</span>
        {wrong ? <Note tone="warn" alert>{sayWhy(wrong)}</Note> : null}
        {seen ? (
          <>
            <Pairs rows={rows} />
            <img className="roster-licence" src={`data:${seen.media_type};base64,${seen.base64}`} alt={t("roster.licence_of", { name: seen.legal_name })} />
            <Field label={t("roster.desk_why_not")} value={whyNot} maxLength={200} onChange={(event) => setWhyNot(event.target.value)} />
            <div className="row wrap">
              <Button weight="door" busy={decide.isPending} onClick={() => decide.mutate({ certified: true })}>
                {t("roster.desk_pass")}
              </Button>
              <Button busy={decide.isPending} disabled={whyNot.trim().length < 2} onClick={() => decide.mutate({ certified: false, reason: whyNot })}>
                {t("roster.desk_refuse")}
              </Button>
            </div>
          </>
        ) : (
          <>
            <Field label={t("roster.unmask_why")} value={why} maxLength={200} onChange={(event) => setWhy(event.target.value)} />
            <div>
              <Button busy={look.isPending} disabled={why.trim().length < 2} onClick={() => look.mutate(why)}>
                {t("roster.desk_look")}
              </Button>
            </div>
          </>
        )}
      </div>
    </li>
  );
}
