import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Alert, Skeleton } from "@/ui/kit/Kit";
import { useSayWhy } from "@/ui/words";
import { showRecent } from "@/ui/when";
import { type Collected, flowsQuery, type Shared } from "./data.data";

/** The double list, live: what was really collected of me, and who got it. */
export function Flows() {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const flows = useQuery(flowsQuery(i18n.language));
  if (flows.isError) return <Alert type="warning" showIcon title={sayWhy(flows.error)} />;
  if (!flows.data) return <Skeleton active />;
  const counted = flows.data.collected.filter(({ times }) => times > 0);
  const never = flows.data.collected.filter(({ times }) => times === 0);
  return (
    <div className="stack loose">
      {flows.data.declared ? null : <Alert type="error" showIcon title={t("data.flows_undeclared")} />}
      <h2>{t("data.flows_collected")}</h2>
      <ul className="lines">
        {counted.map((kind) => (
          <CollectedLine key={kind.category} kind={kind} />
        ))}
      </ul>
      <h2>{t("data.flows_shared")}</h2>
      {flows.data.shared.length === 0 ? <p className="muted">{t("data.flows_nobody")}</p> : null}
      <ul className="lines">
        {flows.data.shared.map((shared, at) => (
          <SharedLine key={`${shared.recipient}${shared.last_at}${at}`} shared={shared} />
        ))}
      </ul>
      <h2>{t("data.flows_never")}</h2>
      <p className="small muted">{never.map(({ title }) => title).join(" · ")}</p>
    </div>
  );
}

function CollectedLine({ kind }: { kind: Collected }) {
  const { t, i18n } = useTranslation();
  return (
    <li>
      <div className="lines-main">
        <span className="row wrap">
          <strong className="kind">{kind.title}</strong>
          {kind.sensitive ? <span className="tag warn">{t("policy.sensitive")}</span> : null}
          {kind.declared ? null : <span className="tag warn">{t("data.flows_not_declared")}</span>}
        </span>
        <span className="small muted">{kind.purposes.map(({ title }) => title).join(" · ")}</span>
      </div>
      <span className="small muted">
        {t("data.flows_times", { count: kind.times, at: kind.last_at ? showRecent(kind.last_at, i18n.language) : "–" })}
      </span>
    </li>
  );
}

const outcomes = ["sent", "refused", "failed", "leaving", "outbox", "undeclared"] as const;

function SharedLine({ shared }: { shared: Shared }) {
  const { t, i18n } = useTranslation();
  const outcome = outcomes.find((one) => one === shared.outcome);
  return (
    <li>
      <div className="lines-main">
        <span className="row wrap">
          <strong>{shared.title}</strong>
          {outcome ? <span className={shared.declared ? "tag" : "tag warn"}>{t(outcome === "undeclared" ? "data.flows_undeclared_try" : `data.flows_${outcome}`)}</span> : null}
        </span>
        <span className="small muted">
          {shared.fields.join(" · ")} – {shared.purpose.title}
        </span>
      </div>
      <span className="small muted">
        {t("data.flows_times", { count: shared.times, at: showRecent(shared.last_at, i18n.language) })}
      </span>
    </li>
  );
}
