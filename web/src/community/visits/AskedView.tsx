/** Somebody waits at the gate for a home of mine: yes or no, in one touch. */
import { useTranslation } from "react-i18next";
import { Button, Dialog, Note } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { type Asked, useAnswerKnock } from "./visits.data";
import "./words";

export function AskedView({ asked, onLater }: { asked: Asked; onLater: () => void }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const reply = useAnswerKnock();
  const say = (yes: boolean) => reply.mutate({ home: asked.home, knock: asked.id, yes });
  return (
    <Dialog open title={t("visits.asked_title", { home: `${asked.community} ${asked.number}` })} closeLabel={t("visits.asked_later")} onClose={onLater}>
      <div className="stack">
        <p>{t("visits.asked_wants", { name: asked.name ?? t("visits.asked_nameless"), door: asked.door ?? t("visits.asked_gate") })}</p>
        {asked.reason ? <p>{t("visits.asked_reason", { reason: asked.reason })}</p> : null}
        {reply.isError ? <Note tone="warn" alert>{sayWhy(reply.error)}</Note> : null}
        <Button weight="door" wide busy={reply.isPending} onClick={() => say(true)}>
          {t("visits.asked_yes")}
        </Button>
        <Button wide busy={reply.isPending} onClick={() => say(false)}>
          {t("visits.asked_no")}
        </Button>
      </div>
    </Dialog>
  );
}
