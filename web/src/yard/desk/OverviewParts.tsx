import { useTranslation } from "react-i18next";
import { SheetTable } from "@/ui/SheetTable";
import { Note } from "@/ui/plain";
import { showDay, showInstant } from "@/ui/when";
import { sayGround, sayKind } from "../rights/say";
import type { Overview } from "./desk.data";
import { sayOutcome, saySeverity, sayState, sayTicket, sayTicketState } from "./say";

/** The few figures at the top: what waits, what is late, whether the log is whole. */
export function Figures({ overview }: { overview: Overview }) {
  const { t } = useTranslation();
  const waiting = overview.requests.filter((one) => one.verified_at && !one.answered_at);
  const open = overview.tickets.filter((one) => one.state === "open");
  const figures = [
    { word: t("desk.figure_people"), number: overview.people, late: 0 },
    { word: t("desk.figure_requests"), number: waiting.length, late: waiting.filter((one) => one.overdue_at).length },
    { word: t("desk.figure_tickets"), number: open.reduce((sum, one) => sum + one.count, 0), late: open.reduce((sum, one) => sum + one.overdue, 0) },
    { word: t("desk.figure_incidents"), number: overview.incidents.filter((one) => !one.closed_at).length, late: 0 },
  ];
  return (
    <dl className="figures">
      {figures.map(({ word, number, late }) => (
        <div key={word}>
          <dt>{word}</dt>
          <dd>
            {number}
            {late > 0 ? <span className="tag warn">{t("desk.late", { count: late })}</span> : null}
          </dd>
        </div>
      ))}
    </dl>
  );
}

export function LogState({ log }: { log: Overview["log"] }) {
  const { t } = useTranslation();
  const whole = log.findings.length === 0;
  return (
    <div className="stack tight">
      <Note tone={whole ? "good" : "warn"}>{whole ? t("desk.log_whole", { checkpoints: log.checkpoints }) : t("desk.log_broken", { count: log.findings.length })}</Note>
      <p className="muted">{t("desk.log_counts", { leaves: log.leaves, entries: log.entries, forgotten: log.forgotten, unsigned: log.unsigned })}</p>
      {whole ? null : (
        <ul className="small">
          {log.findings.map((finding) => (
            <li key={finding}>{finding}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

export function SentList({ sent }: { sent: Overview["egress"] }) {
  const { t } = useTranslation();
  const head = [t("desk.recipient"), t("desk.purpose"), t("desk.outcome"), t("desk.count")];
  return <SheetTable head={head} none={t("desk.sent_none")} rows={sent.map((one) => [one.title, one.purpose_title, sayOutcome(one.outcome, t), one.count])} />;
}

export function ConsentList({ consents }: { consents: Overview["consents"] }) {
  const { t } = useTranslation();
  const head = [t("desk.purpose"), t("desk.standing"), t("desk.withdrawn")];
  return <SheetTable head={head} none={t("desk.consents_none")} rows={consents.map((one) => [one.title, one.standing, one.withdrawn])} />;
}

export function RequestList({ requests }: { requests: Overview["requests"] }) {
  const { t, i18n } = useTranslation();
  const day = (at: string | null | undefined) => (at ? showDay(at, i18n.language) : "–");
  const said = (one: Overview["requests"][number]) =>
    one.outcome ? `${t(one.outcome === "granted" ? "rights.granted" : "rights.refused")}${one.ground ? ` · ${sayGround(one.ground, t)}` : ""}` : t("desk.waiting");
  const head = [t("desk.request"), t("desk.asked"), t("desk.due"), t("desk.answered"), t("desk.outcome")];
  return <SheetTable head={head} none={t("desk.requests_never")} rows={requests.map((one) => [`${sayKind(one.kind, t)} ${one.number}`, day(one.opened_at), day(one.due_at), day(one.answered_at), said(one)])} />;
}

export function TicketList({ tickets }: { tickets: Overview["tickets"] }) {
  const { t } = useTranslation();
  const head = [t("desk.ticket"), t("desk.state"), t("desk.count"), t("desk.overdue")];
  return <SheetTable head={head} none={t("desk.tickets_never")} rows={tickets.map((one) => [sayTicket(one.kind, t), sayTicketState(one.state, t), one.count, one.overdue])} />;
}

export function IncidentList({ incidents }: { incidents: Overview["incidents"] }) {
  const { t, i18n } = useTranslation();
  const at = (instant: string | null | undefined) => (instant ? showInstant(instant, i18n.language) : "–");
  const head = [t("desk.incident"), t("desk.severity"), t("desk.found"), t("desk.notice"), t("desk.reports"), t("desk.closed")];
  const name = (one: Overview["incidents"][number]) => `${t("desk.incident_number", { number: one.number })}${one.drill ? ` · ${t("desk.drill")}` : ""}`;
  return <SheetTable head={head} none={t("desk.incidents_none")} rows={incidents.map((one) => [name(one), saySeverity(one.severity, t), at(one.found_at), at(one.told_at), one.reports, at(one.closed_at)])} />;
}

export function VersionList({ versions }: { versions: Overview["versions"] }) {
  const { t, i18n } = useTranslation();
  const day = (at: string | null | undefined) => (at ? showDay(at, i18n.language) : "–");
  const head = [t("desk.version"), t("desk.state"), t("desk.in_force"), t("desk.agreed"), t("desk.objected")];
  return <SheetTable head={head} none={t("desk.versions_none")} rows={versions.map((one) => [one.version, sayState(one.state, t), day(one.in_force_at), one.agreed, one.objected])} />;
}

export function KeepList({ retention }: { retention: Overview["retention"] }) {
  const { t } = useTranslation();
  const head = [t("desk.category"), t("desk.counted_from"), t("desk.promise"), t("desk.own")];
  return <SheetTable head={head} none="–" rows={retention.map((one) => [one.title, one.from, one.promised, one.own ?? "–"])} />;
}
