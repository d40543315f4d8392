/** One's own leave: what there is, why, and where to ask for it. */
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Note, Waiting } from "@/ui/plain";
import { dayNow } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { Balances, Lines } from "./LedgerView";
import { acts, mineQuery, useAct } from "./leave.data";
import "./words";
import "./leave.css";

export function MineView({ org, nameOf, ask }: { org: string; nameOf: (person: string) => string; ask: ReactNode }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const mine = useQuery(mineQuery(org));
  const back = useAct(org, acts(org).giveBack);
  if (mine.isError) return <Note tone="warn" alert>{sayWhy(mine.error)}</Note>;
  if (!mine.data) return <Waiting label={t("common.loading")} />;
  return (
    <>
      <section className="card stack" aria-labelledby="leave-mine">
        <h2 id="leave-mine">{t("leave.balances")}</h2>
        <Balances balances={mine.data.balances} />
        {ask}
      </section>
      <section className="card stack" aria-labelledby="leave-lines">
        <h2 id="leave-lines">{t("leave.lines")}</h2>
        <p className="small muted">{t("leave.lines_lead")}</p>
        <Lines of={mine.data} nameOf={nameOf} busy={back.isPending} mayBack={({ deed, open, from }) => deed === "use" && open > 0 && (from ?? "") > dayNow()} onBack={({ id }) => back.mutate(id)} />
        {back.isError ? <Note tone="warn" alert>{sayWhy(back.error)}</Note> : null}
      </section>
    </>
  );
}
