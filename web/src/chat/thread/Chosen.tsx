import { useTranslation } from "react-i18next";
import { Button } from "@/ui/plain";

const CHOSEN_MAX = 100;

/** Stands in place of the field while several messages are chosen. */
export function ChosenBar({ count, onForward, onCancel }: { count: number; onForward: () => void; onCancel: () => void }) {
  const { t } = useTranslation();
  return (
    <div className="chosen-bar" role="group" aria-label={t("conversation.chosen_messages", { count })}>
      <span>{t("conversation.chosen_messages", { count })}</span>
      <Button weight="door" icon="forward" disabled={count === 0} onClick={onForward}>
        {t("conversation.act_forward")}
      </Button>
      <Button weight="quiet" onClick={onCancel}>
        {t("common.cancel")}
      </Button>
    </div>
  );
}

/** The same with this one in it, or without it. */
export function turned(now: ReadonlySet<number> | undefined, seq: number): ReadonlySet<number> {
  const next = new Set(now);
  if (!next.delete(seq) && next.size < CHOSEN_MAX) next.add(seq);
  return next;
}
