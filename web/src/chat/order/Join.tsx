import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Dialog, Note } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { useJoin } from "./order.data";

/** Whoever followed a link into a group is asked before he comes: his name is seen there from then on. */
export function Join({ secret, onIn, onClose }: { secret: string; onIn: (conversation: string) => void; onClose: () => void }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const join = useJoin();
  const [waits, setWaits] = useState(false);
  return (
    <Dialog open title={t("order.join")} closeLabel={t("common.close")} onClose={onClose}>
      {waits ? (
        <Note>{t("order.join_waits")}</Note>
      ) : (
        <div className="stack">
          <p>{t("order.join_lead")}</p>
          {join.isError ? <Note tone="warn" alert>{sayWhy(join.error)}</Note> : null}
          <Button
            weight="door"
            wide
            busy={join.isPending}
            onClick={() => join.mutate(secret, { onSuccess: (came) => (came.waits ? setWaits(true) : onIn(came.conversation)) })}
          >
            {t("order.join_go")}
          </Button>
        </div>
      )}
    </Dialog>
  );
}
