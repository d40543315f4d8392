import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Dialog, Note, Waiting } from "@/ui/plain";
import { showRecent } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { holdsQuery, standing } from "../hold/hold.data";
import type { ChatRoom } from "../live/chats.model";
import type { Said } from "../log/log.model";
import { historyQuery } from "../people/people.data";
import { Marked } from "../text/Marked";

type LookProps = { conversation: string; line: Said | undefined; onClose: () => void };

/** What a message said before. */
export function History({ conversation, line, onClose }: LookProps) {
  const { t } = useTranslation();
  return (
    <Dialog open={line !== undefined} title={t("conversation.act_history")} closeLabel={t("common.close")} onClose={onClose}>
      {line ? <Versions conversation={conversation} seq={line.seq} /> : null}
    </Dialog>
  );
}

function Versions({ conversation, seq }: { conversation: string; seq: number }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const history = useQuery(historyQuery(conversation, seq));
  if (history.isError) return <Note tone="warn" alert>{sayWhy(history.error)}</Note>;
  if (!history.data) return <Waiting label={t("conversation.opening")} />;
  return (
    <ol className="versions">
      {history.data.map((one) => (
        <li key={one.seq}>
          <time className="small" dateTime={one.at}>
            {showRecent(one.at, i18n.language)}
          </time>
          {one.text ? <Marked text={one.text} /> : <p className="muted">{t("conversation.gone")}</p>}
        </li>
      ))}
    </ol>
  );
}

/** Taking back destroys, or, while a hold stands, takes out of sight; so it asks once. */
export function Recall({ room, conversation, line, onClose }: Omit<LookProps, "line"> & { room: ChatRoom; line: { seq: number } | undefined }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const { data: held = [] } = useQuery({ ...holdsQuery(conversation), select: standing, enabled: line !== undefined });
  const [busy, setBusy] = useState(false);
  const [mistake, setMistake] = useState<unknown>();
  const close = () => {
    setMistake(undefined);
    onClose();
  };
  const go = () => {
    if (!line) return;
    setBusy(true);
    room
      .recall(conversation, line.seq)
      .then(close, setMistake)
      .finally(() => setBusy(false));
  };
  return (
    <Dialog open={line !== undefined} title={t("conversation.act_recall")} closeLabel={t("common.close")} onClose={close}>
      <div className="stack">
        <p>{t(held.length > 0 ? "hold.recall_sure" : "conversation.recall_sure")}</p>
        {mistake === undefined ? null : <Note tone="warn" alert>{sayWhy(mistake)}</Note>}
        <div className="row wrap">
          <Button weight="danger" busy={busy} onClick={go}>
            {t("conversation.act_recall")}
          </Button>
          <Button weight="quiet" onClick={close}>
            {t("common.cancel")}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
