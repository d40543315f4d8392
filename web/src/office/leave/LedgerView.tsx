/** Balances by kind, and the lines that made them so. */
import { useTranslation } from "react-i18next";
import { showInstant } from "@/ui/when";
import { Button } from "@/ui/plain";
import { written } from "./amount.model";
import type { Balance, Entry, Of } from "./leave.data";
import "./words";
import "./leave.css";

/** What is left of each kind, and what of it ends when; kinds without a balance in a line below. */
export function Balances({ balances }: { balances: readonly Balance[] }) {
  const { t } = useTranslation();
  if (balances.length === 0) return <p className="muted">{t("leave.none")}</p>;
  const amountOf = (one: Balance) => (hundredths: number) => t(one.unit === "hour" ? "leave.hours" : "leave.days", { amount: written(hundredths) });
  const kept = balances.filter(({ left }) => typeof left === "number");
  const others = balances.filter(({ left }) => typeof left !== "number");
  return (
    <>
      <ul className="leave-balances">
        {kept.map((one) => {
          const amount = amountOf(one);
          const left = one.left ?? 0;
          return (
            <li key={one.kind} className={left < 0 ? "is-owed" : undefined}>
              <strong>{one.name}</strong>
              <b className="leave-left">{amount(left)}</b>
              <span className="small muted">
                {[
                  one.taken > 0 ? t("leave.taken_year", { amount: amount(one.taken) }) : undefined,
                  one.coming > 0 ? t("leave.coming", { amount: amount(one.coming) }) : undefined,
                  ...one.ends.slice(0, 2).map((end) => t("leave.ends", { amount: amount(end.amount), until: end.until })),
                ]
                  .filter(Boolean)
                  .join(" · ")}
              </span>
            </li>
          );
        })}
      </ul>
      {others.length > 0 ? (
        <p className="small muted">
          {t("leave.unbounded", { kinds: others.map((one) => (one.taken > 0 ? `${one.name} (${t("leave.taken_year", { amount: amountOf(one)(one.taken) })})` : one.name)).join(" · ") })}
        </p>
      ) : null}
    </>
  );
}

/** The lines, the newest first; what may be given back has a button. */
export function Lines({ of, nameOf, mayBack, busy, onBack }: { of: Of; nameOf: (person: string) => string; mayBack: (entry: Entry) => boolean; busy: boolean; onBack: (entry: Entry) => void }) {
  const { t, i18n } = useTranslation();
  if (of.entries.length === 0) return <p className="muted">{t("leave.lines_none")}</p>;
  return (
    <ol className="leave-lines">
      {of.entries.map((one) => {
        const kind = of.balances.find((balance) => balance.kind === one.kind);
        const days = one.from ? (one.until && one.until !== one.from ? `${one.from} – ${one.until}` : one.from) : undefined;
        return (
          <li key={one.id}>
            <span className="leave-line">
              <strong>{kind?.name ?? t("leave.person")}</strong>
              <span className="tag">{one.why ? t(`leave.why_${one.why as "year"}`) : t(`leave.deed_${one.deed as "use"}`)}</span>
              {one.late.length > 0 ? <span className="tag warn">{t("leave.late", { month: one.late.join(" ") })}</span> : null}
              {one.short > 0 ? <span className="tag warn">{t("leave.short", { amount: written(one.short) })}</span> : null}
              <span className="small muted">{[`№ ${one.number}`, showInstant(one.at, i18n.language), one.of ? t("leave.of", { number: one.of }) : undefined, days, one.reason, one.by ? nameOf(one.by) : undefined].filter(Boolean).join(" · ")}</span>
            </span>
            {one.deed === "since" ? null : <b className={one.amount < 0 ? "leave-minus" : "leave-plus"}>{`${one.amount > 0 ? "+" : ""}${written(one.amount)}`}</b>}
            {mayBack(one) ? (
              <Button weight="quiet" busy={busy} onClick={() => onBack(one)}>
                {t("leave.back")}
              </Button>
            ) : null}
          </li>
        );
      })}
    </ol>
  );
}
