import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Button, Note } from "@/ui/plain";
import { showRecent } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { type Outcome, type Report, reportsQuery, useAnswerReport, useReportsInStep } from "./report.data";

const outcomes: readonly Outcome[] = ["nothing", "removed", "silenced", "put_out"];

type ReportsProps = { conversation: string; nameOf: (person: string) => string; onGo: (seq: number) => void };

/** Reported messages, for those who keep order: what waits is answered here, what was answered stands below. */
export function Reports({ conversation, nameOf, onGo }: ReportsProps) {
  const { t } = useTranslation();
  useReportsInStep(conversation);
  const { data = [] } = useQuery(reportsQuery(conversation));
  if (data.length === 0) return null;
  return (
    <section className="stack tight" aria-label={t("report.list")}>
      <h3>{t("report.list")}</h3>
      <p className="small muted">{t("report.list_lead")}</p>
      <ul className="report-list">
        {data.map((one) => (
          <One key={one.id} conversation={conversation} report={one} name={nameOf(one.reported)} onGo={onGo} />
        ))}
      </ul>
    </section>
  );
}

function One({ conversation, report, name, onGo }: { conversation: string; report: Report; name: string; onGo: (seq: number) => void }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const reply = useAnswerReport(conversation);
  const { id, seq, why, note, at, outcome } = report;
  return (
    <li className="stack tight">
      <span className="row wrap">
        <strong>{name}</strong>
        <span className="tag">{t(`report.why_${why}`)}</span>
        <span className="small muted">{showRecent(at, i18n.language)}</span>
      </span>
      {note ? <p>{note}</p> : null}
      <button type="button" className="link" onClick={() => onGo(seq)}>
        {t("report.go_to")}
      </button>
      {outcome ? (
        <p className="small muted">{t("report.answered", { outcome: t(`report.outcome_${outcome}`) })}</p>
      ) : (
        <div className="row wrap">
          {outcomes.map((one) => (
            <Button key={one} weight={one === "nothing" ? "quiet" : "plain"} disabled={reply.isPending} onClick={() => reply.mutate({ report: id, outcome: one })}>
              {t(`report.do_${one}`)}
            </Button>
          ))}
        </div>
      )}
      {reply.isError ? <Note tone="warn" alert>{sayWhy(reply.error)}</Note> : null}
    </li>
  );
}
