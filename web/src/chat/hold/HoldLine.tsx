import { useTranslation } from "react-i18next";
import { showInstant } from "@/ui/when";
import type { HoldOf } from "./hold.data";
import { stateOf } from "./hold.model";

/** What a hold is for, over whose words, how it stands at an instant, and how much is kept by it. */
export function HoldLine({ hold, now, nameOf }: { hold: HoldOf; now: number; nameOf: (person: string) => string }) {
  const { t, i18n } = useTranslation();
  const state = stateOf(hold, now);
  const at = showInstant(state === "ended" && hold.ended_at ? hold.ended_at : hold.ends_at, i18n.language);
  return (
    <>
      <span className="row wrap">
        <strong>{t(`hold.why.${hold.why}`)}</strong>
        <span className={state === "stands" ? "tag warn" : "tag"}>{t(`hold.state_${state}`)}</span>
      </span>
      <span className="small">
        {hold.person ? t("hold.part_of", { name: nameOf(hold.person) }) : t("hold.whole")}
        {state === "waits" ? "" : ` · ${t(state === "stands" ? "hold.until" : "hold.over_at", { at })}`}
        {state === "stands" ? ` · ${t("hold.kept", { count: hold.kept })}` : ""}
      </span>
      <span className="small muted">
        {t("hold.by", { name: hold.given_by ? nameOf(hold.given_by) : t("hold.nobody"), at: showInstant(hold.given_at, i18n.language) })}
        {hold.agreed_by ? ` · ${t("hold.agreed_by", { name: nameOf(hold.agreed_by) })}` : ""}
      </span>
    </>
  );
}
