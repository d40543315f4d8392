import { useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { useSayWhy } from "@/ui/words";
import { hear, heardOf, hide, listen } from "./heard";

/** The words of a voice message, for whoever asks: beneath it, as a hint that says what it is and can be hidden. */
export function Heard({ conversation, file }: { conversation: string; file: string }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const { words, hidden, why, waits } = useSyncExternalStore(listen, () => heardOf(file));
  const shown = words !== undefined && !hidden;
  return (
    <div className="heard">
      {shown ? null : (
        <button type="button" className="link" aria-disabled={waits} onClick={() => void hear(conversation, file, i18n.language)}>
          {t("files.speech")}
        </button>
      )}
      <div role="status">
        {waits ? <p className="heard-hint">{t("files.speech_waits")}</p> : null}
        {shown ? <p className="heard-words">{words || t("files.speech_nothing")}</p> : null}
        {why === undefined ? null : <p className="heard-hint">{sayWhy(why)}</p>}
      </div>
      {shown ? (
        <p className="heard-hint">
          {t("files.speech_hint")}{" "}
          <button type="button" className="link" onClick={() => hide(file, true)}>
            {t("files.speech_hide")}
          </button>
        </p>
      ) : null}
    </div>
  );
}
