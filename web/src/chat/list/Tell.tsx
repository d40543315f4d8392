import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "@/ui/Icon";
import { ask, asked } from "../live/notify";

/** Asks for notices of this device when somebody presses for it, and never before. */
export function Tell() {
  const { t } = useTranslation();
  const [state, setState] = useState(asked);
  // Who said no before is not asked, nor told of it, at every visit.
  const [dropped, setDropped] = useState(state === "denied");
  if (state === "granted" || state === "unsupported" || dropped) return null;
  return (
    <div className="tell">
      <Icon name="bell" size={18} />
      <p className="small">{t(state === "denied" ? "conversation.tell_denied" : "conversation.tell_lead")}</p>
      {state === "default" ? (
        <button type="button" className="link" onClick={() => void ask().then(setState)}>
          {t("conversation.tell")}
        </button>
      ) : null}
      <button type="button" className="round" aria-label={t("common.close")} onClick={() => setDropped(true)}>
        <Icon name="close" size={16} />
      </button>
    </div>
  );
}
