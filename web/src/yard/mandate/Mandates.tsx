import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Popconfirm } from "@/ui/kit/Kit";
import { Button, Dialog, Note } from "@/ui/plain";
import { showDay, showRecent } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { consentsQuery } from "../data/data.data";
import { Act } from "./Act";
import { GiveMandate } from "./GiveMandate";
import { type Mandate, mandatesQuery, useAccept, useEnd } from "./mandate.data";
import { sayAct, sayMandateState, sayScope } from "./say";

/** Who may act for me, for whom I may act, and what was done. */
export function Mandates() {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const mandates = useQuery(mandatesQuery);
  const [giving, setGiving] = useState(false);
  if (mandates.isError) return <Note tone="warn">{sayWhy(mandates.error)}</Note>;
  const { given = [], held = [], version = "" } = mandates.data ?? {};
  return (
    <div className="stack loose">
      <section className="stack" aria-labelledby="given-title">
        <h3 id="given-title">{t("mandate.given")}</h3>
        <p className="muted">{t("mandate.lead")}</p>
        <ul className="lines">
          {given.map((one) => (
            <Line key={one.id} mandate={one} version={version} mine />
          ))}
        </ul>
        <div>
          <Button icon="plus" onClick={() => setGiving(true)}>
            {t("mandate.give")}
          </Button>
        </div>
        <Dialog open={giving} title={t("mandate.give")} closeLabel={t("common.close")} onClose={() => setGiving(false)}>
          {giving ? <GiveMandate done={() => setGiving(false)} /> : null}
        </Dialog>
      </section>
      {held.length > 0 ? (
        <section className="stack" aria-labelledby="held-title">
          <h3 id="held-title">{t("mandate.held")}</h3>
          <ul className="lines">
            {held.map((one) => (
              <Line key={one.id} mandate={one} version={version} />
            ))}
          </ul>
        </section>
      ) : null}
    </div>
  );
}

function Line({ mandate, version, mine }: { mandate: Mandate; version: string; mine?: boolean }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const accept = useAccept(mandate.id);
  const end = useEnd(mandate.id);
  const [acting, setActing] = useState(false);
  const wrong = accept.error ?? end.error;
  const name = mandate.other ?? t("mandate.unnamed");
  const over = mandate.state === "over";
  return (
    <li>
      <div className="lines-main">
        <span className="row wrap">
          <strong>{mine ? name : t("mandate.for", { name })}</strong>
          <span className="tag">{sayMandateState(mandate.state, t)}</span>
          {mandate.on_paper ? <span className="tag">{t("mandate.on_paper")}</span> : null}
        </span>
        <span className="small muted">
          {mandate.scopes.map((scope) => sayScope(scope, t)).join(" · ")} · {t("mandate.until", { day: showDay(mandate.ended_at ?? mandate.until, i18n.language) })}
        </span>
        <Deeds mandate={mandate} />
        {wrong ? <Note tone="warn" alert>{sayWhy(wrong)}</Note> : null}
      </div>
      <div className="row wrap">
        {!mine && mandate.state === "asked" ? (
          <Button weight="door" busy={accept.isPending} onClick={() => accept.mutate()}>
            {t("mandate.accept")}
          </Button>
        ) : null}
        {!mine && mandate.state === "stands" ? <Button onClick={() => setActing(true)}>{t("mandate.act")}</Button> : null}
        {over ? null : (
          <Popconfirm title={t("mandate.end_sure")} okText={t("mandate.end")} cancelText={t("common.cancel")} onConfirm={() => end.mutate()}>
            <Button weight="danger">{t(!mine && mandate.state === "asked" ? "mandate.decline" : "mandate.end")}</Button>
          </Popconfirm>
        )}
      </div>
      <Dialog open={acting} title={t("mandate.for", { name })} closeLabel={t("common.close")} onClose={() => setActing(false)}>
        {acting ? <Act mandate={mandate} name={name} version={version} /> : null}
      </Dialog>
    </li>
  );
}

/** What was done under a mandate: both read the same. */
function Deeds({ mandate }: { mandate: Mandate }) {
  const { t, i18n } = useTranslation();
  const consents = useQuery(consentsQuery(i18n.language));
  const titles = new Map((consents.data?.items ?? []).map((one) => [one.purpose, one.title]));
  if (mandate.acts.length === 0) return null;
  return (
    <ul className="small">
      {mandate.acts.map((one) => (
        <li key={`${one.at}${one.act}`}>
          {showRecent(one.at, i18n.language)} · {sayAct(one.act, one.detail, titles, t)}
        </li>
      ))}
    </ul>
  );
}
