import { useTranslation } from "react-i18next";
import { showInstant } from "@/ui/when";
import type { GrantOf } from "./grant.data";
import { stateOf } from "./grant.model";

/** What a grant is for, how it stands at an instant, and how often something was opened by it. */
export function GrantLine({ grant, now }: { grant: GrantOf; now: number }) {
  const { t, i18n } = useTranslation();
  const state = stateOf(grant, now);
  const at = state === "ended" && grant.ended_at ? grant.ended_at : grant.ends_at;
  return (
    <>
      <span className="row wrap">
        <strong>{t(`grant.why.${grant.why}`)}</strong>
        <span className={state === "stands" ? "tag warn" : "tag"}>{t(`grant.state_${state}`)}</span>
      </span>
      {state === "waits" ? null : (
        <span className="small">
          {t(state === "stands" ? "grant.until" : "grant.over_at", { at: showInstant(at, i18n.language) })} · {t("grant.looks", { count: grant.looks })}
        </span>
      )}
    </>
  );
}
