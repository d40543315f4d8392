/** What is urgent for me asks for an answer, on whatever page I am. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Frame } from "@/api/stream";
import type { Me } from "@/yard/me/me.data";
import { Button, Dialog, Note } from "@/ui/plain";
import { showInstant } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { useRing } from "../call/ring";
import { useConversation, useHint } from "../live/work";
import { useNames } from "../people/people.data";
import { type Urgent, urgentKey, urgentQuery, useReply } from "./urgent.data";
import { asking, placeOf } from "./urgent.model";

const nothing: readonly Urgent[] = [];

export function UrgentDock({ me }: { me: Me }) {
  const { t } = useTranslation();
  const cache = useQueryClient();
  const { data = nothing, dataUpdatedAt } = useQuery(urgentQuery);
  const [hinted, setHinted] = useState<ReadonlySet<string>>(new Set());
  const [laid, setLaid] = useState<ReadonlySet<string>>(new Set());
  const came = useCallback(
    ({ body }: Frame) => {
      const { conversation, seq } = body;
      if (typeof conversation === "string" && typeof seq === "number") setHinted((known) => new Set(known).add(placeOf({ conversation, seq })));
      void cache.invalidateQueries({ queryKey: urgentKey });
    },
    [cache],
  );
  useHint("conversation.urgent", came);
  const [first] = asking(data, hinted, laid, dataUpdatedAt);
  useRing(first ? "in" : undefined);
  const lay = () => first && setLaid((known) => new Set(known).add(placeOf(first)));
  return (
    <Dialog open={first !== undefined} title={t("urgent.came")} closeLabel={t("urgent.later")} onClose={lay}>
      {first ? <Asks key={placeOf(first)} me={me} urgent={first} onDone={lay} /> : null}
    </Dialog>
  );
}

function Asks({ me, urgent, onDone }: { me: Me; urgent: Urgent; onDone: () => void }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const nameOf = useNames(me, useConversation(urgent.conversation));
  const reply = useReply(urgent, onDone);
  const name = nameOf(urgent.by);
  return (
    <div className="stack">
      <p>
        <strong>{name}</strong> <span className="small muted">{showInstant(urgent.since, i18n.language)}</span>
      </p>
      <p>{urgent.text}</p>
      <Note>{t("urgent.confirm_note")}</Note>
      {reply.isError ? <Note tone="warn" alert>{sayWhy(reply.error)}</Note> : null}
      <Button weight="door" wide busy={reply.isPending} onClick={() => reply.mutate("confirm")}>
        {t("urgent.confirm")}
      </Button>
      <Button weight="quiet" wide busy={reply.isPending} onClick={() => reply.mutate("refuse")}>
        {t("urgent.refuse", { name })}
      </Button>
    </div>
  );
}
