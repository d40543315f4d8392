import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Popconfirm, Skeleton } from "@/ui/kit/Kit";
import { Button, Note } from "@/ui/plain";
import { showRecent } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { type Risk, risksQuery, useLiftRisk } from "./risk.data";

/** What looked like an attack within two days; whoever was stopped by mistake names his mark. */
export function Risks() {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const risks = useQuery(risksQuery);
  if (risks.isError) return <Note tone="warn">{sayWhy(risks.error)}</Note>;
  if (!risks.data) return <Skeleton active />;
  return (
    <div className="stack">
      <p className="muted">{t("risk.lead")}</p>
      {risks.data.items.length === 0 ? <p>{t("risk.none")}</p> : null}
      <ul className="lines">
        {risks.data.items.map((risk) => (
          <li key={risk.id}>
            <Line risk={risk} now={risks.dataUpdatedAt} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function Line({ risk, now }: { risk: Risk; now: number }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const lift = useLiftRisk();
  const stands = risk.lifted_at === null && Date.parse(risk.until) > now;
  const state = risk.lifted_at !== null ? t("risk.lifted") : stands ? t("risk.until", { at: showRecent(risk.until, i18n.language) }) : t("risk.over");
  return (
    <div className="stack tight">
      <p>
        <strong>{t(risk.kind === "spam" ? "risk.spam" : "risk.stuffing")}</strong> · {t("risk.mark", { mark: risk.mark })}
      </p>
      <p className="muted">
        {t("risk.strikes", { count: risk.strikes })} · {showRecent(risk.seen_at, i18n.language)} · {state}
      </p>
      {lift.error ? <Note tone="warn" alert>{sayWhy(lift.error)}</Note> : null}
      {risk.lifted_at === null ? (
        <div className="row">
          <Popconfirm title={t("risk.lift_sure")} okText={t("risk.lift")} cancelText={t("common.cancel")} onConfirm={() => lift.mutate(risk.id)}>
            <Button busy={lift.isPending}>{t("risk.lift")}</Button>
          </Popconfirm>
        </div>
      ) : null}
    </div>
  );
}
