/** The keys of a telephone. */
import { useTranslation } from "react-i18next";
import { Icon } from "@/ui/Icon";

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"] as const;

export function Pad({ onKey, onDelete }: { onKey: (key: string) => void; onDelete?: () => void }) {
  const { t } = useTranslation();
  return (
    <div className="phone-pad">
      {KEYS.map((key) => (
        <button key={key} type="button" aria-label={t("phone.key", { key })} onClick={() => onKey(key)}>
          {key}
        </button>
      ))}
      {onDelete ? (
        <button type="button" className="phone-delete" aria-label={t("phone.delete")} onClick={onDelete}>
          <Icon name="back" />
        </button>
      ) : null}
    </div>
  );
}
