import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Popconfirm, Skeleton } from "@/ui/kit/Kit";
import { Button, Field, Note, TextField } from "@/ui/plain";
import { showInstant } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { type Incident, incidentQuery, useIncident, useReportText } from "./desk.data";
import { IncidentWords } from "./IncidentWords";
import { saySeverity, sayStep } from "./say";

/** One incident with its clocks, whom it touches, and the next step. */
export function IncidentSheet({ id, onBack }: { id: string; onBack: () => void }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const incident = useQuery(incidentQuery(id, i18n.language));
  return (
    <div className="stack loose">
      <div className="row">
        <Button icon="back" weight="quiet" onClick={onBack}>
          {t("desk.back")}
        </Button>
      </div>
      {incident.isError ? <Note tone="warn">{sayWhy(incident.error)}</Note> : null}
      {incident.data ? <Sheet incident={incident.data} /> : <Skeleton active />}
    </div>
  );
}

function Sheet({ incident }: { incident: Incident }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const doing = useIncident(incident.id);
  const mistake = doing.act.error ?? doing.state.error ?? doing.freeze.error;
  return (
    <>
      <div className="row wrap">
        <h2>{incident.facts.title}</h2>
        <span className="tag">{saySeverity(incident.severity, t)}</span>
        {incident.drill ? <span className="tag">{t("desk.drill")}</span> : null}
        {incident.closed_at ? <span className="tag good">{t("desk.closed")}</span> : null}
      </div>
      <Clocks incident={incident} />
      {mistake ? <Note tone="warn" alert>{sayWhy(mistake)}</Note> : null}
      {incident.closed_at ? null : (
        <>
          <IncidentWords incident={incident} busy={doing.state.isPending} onSave={(facts) => doing.state.mutate(facts)} />
          <div className="row wrap">
            <Button busy={doing.freeze.isPending} onClick={() => doing.freeze.mutate(!incident.frozen)}>
              {incident.frozen ? t("desk.thaw") : t("desk.freeze")}
            </Button>
            {incident.told_at ? null : (
              <Sure ask={t("desk.notify_sure")} go={t("desk.notify")} busy={doing.act.isPending} onGo={() => doing.act.mutate("notify")} />
            )}
            <Sure ask={t("desk.lock_sure")} go={t("desk.lock")} busy={doing.act.isPending} onGo={() => doing.act.mutate("lock")} />
            <Sure ask={t("desk.close_sure")} go={t("desk.close")} busy={doing.act.isPending} onGo={() => doing.act.mutate("close")} />
          </div>
          <Reporting incident={incident} filing={doing.file} />
        </>
      )}
      <Steps incident={incident} />
    </>
  );
}

function Sure({ ask, go, busy, onGo }: { ask: string; go: string; busy: boolean; onGo: () => void }) {
  const { t } = useTranslation();
  return (
    <Popconfirm title={ask} okText={go} cancelText={t("common.cancel")} onConfirm={onGo}>
      <Button weight="danger" busy={busy}>
        {go}
      </Button>
    </Popconfirm>
  );
}

function Clocks({ incident }: { incident: Incident }) {
  const { t, i18n } = useTranslation();
  const at = (instant: string) => showInstant(instant, i18n.language);
  const done = (instant: string | null | undefined, due: string) => (instant ? at(instant) : t("desk.until", { at: at(due) }));
  return (
    <dl className="pair">
      <dt>{t("desk.found")}</dt>
      <dd>{at(incident.found_at)}</dd>
      <dt>{t("desk.report")}</dt>
      <dd>{done(incident.reports[0]?.filed_at, incident.report_due)}</dd>
      <dt>{t("desk.notice")}</dt>
      <dd>{done(incident.told_at, incident.notice_due)}</dd>
      <dt>{t("desk.touched")}</dt>
      <dd>
        {incident.assessed_at
          ? t("desk.touched_counts", { all: incident.waiting + incident.told + incident.unreached, told: incident.told, unreached: incident.unreached })
          : t("desk.assessing")}
      </dd>
      <dt>{t("desk.report_to")}</dt>
      <dd>{incident.report_to.join(" · ")}</dd>
    </dl>
  );
}

function Reporting({ incident, filing }: { incident: Incident; filing: ReturnType<typeof useIncident>["file"] }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const write = useReportText(incident.id, i18n.language);
  const [content, setContent] = useState("");
  const [authority, setAuthority] = useState("");
  const [reference, setReference] = useState("");
  const begin = () =>
    write.mutate(undefined, {
      onSuccess: ({ text }) => {
        setContent(text);
        setAuthority(incident.report_to[0] ?? "");
      },
    });
  const mistake = write.error ?? filing.error;
  return (
    <section className="stack" aria-labelledby="reporting-title">
      <h3 id="reporting-title">{t("desk.reporting")}</h3>
      <p className="muted">{t("desk.reporting_lead")}</p>
      {write.data ? (
        <>
          <TextField label={t("desk.report_text")} value={content} rows={12} onChange={(event) => setContent(event.target.value)} />
          <Field label={t("desk.authority")} value={authority} maxLength={200} onChange={(event) => setAuthority(event.target.value)} />
          <Field label={t("desk.reference")} value={reference} maxLength={200} onChange={(event) => setReference(event.target.value)} />
        </>
      ) : null}
      {mistake ? <Note tone="warn" alert>{sayWhy(mistake)}</Note> : null}
      <div className="row">
        {write.data ? (
          <Button busy={filing.isPending} disabled={!authority.trim() || !reference.trim()} onClick={() => filing.mutate({ authority, reference, content }, { onSuccess: write.reset })}>
            {t("desk.report_filed")}
          </Button>
        ) : (
          <Button busy={write.isPending} onClick={begin}>
            {t("desk.report_write")}
          </Button>
        )}
      </div>
    </section>
  );
}

function Steps({ incident }: { incident: Incident }) {
  const { t, i18n } = useTranslation();
  return (
    <section className="stack tight" aria-labelledby="steps-title">
      <h3 id="steps-title">{t("desk.steps")}</h3>
      <ol className="lines">
        {incident.steps.map((step, at) => (
          <li key={at}>
            <span className="lines-main">{sayStep(step.act, t)}</span>
            <time className="small muted" dateTime={step.at}>
              {showInstant(step.at, i18n.language)}
            </time>
          </li>
        ))}
      </ol>
    </section>
  );
}
