import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Field, Note } from "@/ui/plain";
import { showRecent } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { useDecide, useLook, type Waiting, waitingQuery } from "./realname.data";
import "./words";

/** Cards that wait: masked in the list, whole only with a reason. */
export default function RealNameDesk() {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const waiting = useQuery({ ...waitingQuery, retry: false });
  if (waiting.isError) return <Note tone="warn">{sayWhy(waiting.error)}</Note>;
  return (
    <div className="stack loose">
      <p className="muted">{t("realname.desk_lead")}</p>
      {waiting.data?.length === 0 ? <p>{t("realname.desk_none")}</p> : null}
      <ul className="lines">
        {(waiting.data ?? []).map((one) => (
          <Line key={one.id} one={one} />
        ))}
      </ul>
    </div>
  );
}

function Line({ one }: { one: Waiting }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const [look, decide] = [useLook(one.id), useDecide(one.id)];
  const [why, setWhy] = useState("");
  const [whyNot, setWhyNot] = useState("");
  const wrong = look.error ?? decide.error;
  return (
    <li>
      <div className="lines-main stack">
        <strong>{one.name ?? "–"}</strong>
        <span className="small muted">
          {one.number ?? "–"} · {showRecent(one.sent_at, i18n.language)}
        </span>
        {look.data ? (
          <>
            <dl className="pair">
              <dt>{t("realname.name")}</dt>
              <dd>{look.data.name}</dd>
              <dt>{t("realname.number")}</dt>
              <dd>{look.data.number}</dd>
            </dl>
            <div className="row wrap">
              {look.data.photos.map(({ side, media_type, base64 }) => (
                <img key={side} alt={t(`realname.side_${side}`)} src={`data:${media_type};base64,${base64}`} width={320} />
              ))}
            </div>
            <div className="row wrap">
              <Button weight="door" busy={decide.isPending} onClick={() => decide.mutate({ verified: true })}>
                {t("realname.verified")}
              </Button>
            </div>
            <Field label={t("realname.why_not")} hint={t("realname.why_hint")} value={whyNot} maxLength={200} onChange={(event) => setWhyNot(event.target.value)} />
            <div className="row wrap">
              <Button weight="danger" busy={decide.isPending} disabled={whyNot.trim().length < 2} onClick={() => decide.mutate({ verified: false, reason: whyNot.trim() })}>
                {t("realname.refuse")}
              </Button>
            </div>
          </>
        ) : (
          <>
            <Field label={t("realname.why")} hint={t("realname.why_hint")} value={why} maxLength={200} onChange={(event) => setWhy(event.target.value)} />
            <div className="row wrap">
              <Button busy={look.isPending} disabled={why.trim().length < 2} onClick={() => look.mutate(why.trim())}>
                {t("realname.look")}
              </Button>
            </div>
          </>
        )}
        {wrong ? <Note tone="warn" alert>{sayWhy(wrong)}</Note> : null}
      </div>
    </li>
  );
}
