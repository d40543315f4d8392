import { Link } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Me } from "@/yard/me/me.data";
import { Icon } from "@/ui/Icon";
import { Waiting } from "@/ui/plain";
import { ConversationList } from "./list/ConversationList";
import { useChats, useDrawer, useRoom } from "./live/work";
import { secretIn } from "./order/order.model";
import { NewConversation } from "./people/NewConversation";
import { FaceThere } from "./status/Presence";
import { Thread } from "./thread/Thread";
import "./chat.css";
import "./more.css";

const StatusDialog = lazy(async () => ({ default: (await import("./status/StatusDialog")).StatusDialog }));
const SealedThread = lazy(async () => ({ default: (await import("./sealed/SealedThread")).SealedThread }));
const Join = lazy(async () => ({ default: (await import("./order/Join")).Join }));

type ChatsViewProps = { me: Me; at: string | undefined; jump: number | undefined; onOpen: (conversation: string) => void };

/** The list and the conversation beside it; on a phone one of them. */
export function ChatsView({ me, at, jump, onOpen }: ChatsViewProps) {
  const { t } = useTranslation();
  const [room, drawer, chats] = [useRoom(), useDrawer(), useChats()];
  const [beginning, setBeginning] = useState(false);
  const [saying, setSaying] = useState(false);
  const [secret, setSecret] = useState(() => secretIn(location.hash));
  useEffect(() => {
    // What stands in a link is not left in the address, where the next picture of the page would show it.
    if (secret && secretIn(location.hash)) history.replaceState(history.state, "", location.pathname);
  }, [secret]);
  const conversation = chats.conversations.find(({ id }) => id === at);
  return (
    <div className={`chats ${at ? "in-thread" : ""}`}>
      <div className="chats-side">
        <header className="chats-head">
          <button type="button" className="round" aria-label={t("status.title")} title={t("status.title")} onClick={() => setSaying(true)}>
            <FaceThere person={me.id} name={me.name} size={32} />
          </button>
          <h1>{t("title.chats")}</h1>
          <Link to="/search" className="round" aria-label={t("conversation.find")} title={t("conversation.find")}>
            <Icon name="search" />
          </Link>
          <Link className="round" to="/contacts" aria-label={t("title.contacts")} title={t("title.contacts")}>
            <Icon name="people" />
          </Link>
          <Link className="round" to="/urgent" aria-label={t("urgent.settings")} title={t("urgent.settings")}>
            <Icon name="bell" />
          </Link>
          <button type="button" className="round" aria-label={t("conversation.new")} title={t("conversation.new")} onClick={() => setBeginning(true)}>
            <Icon name="plus" />
          </button>
        </header>
        <ConversationList me={me} chats={chats} at={at} onNew={() => setBeginning(true)} />
      </div>
      <div className="chats-main">
        {conversation?.sealed && room ? (
          <Suspense fallback={<Waiting label={t("conversation.opening")} />}>
            <SealedThread key={conversation.id} me={me} room={room} chats={chats} conversation={conversation} />
          </Suspense>
        ) : conversation && room ? (
          <Thread key={conversation.id} me={me} room={room} drawer={drawer} chats={chats} conversation={conversation} jump={jump} />
        ) : (
          <div className="empty chats-none">
            {at && chats.phase === "opening" ? <Waiting label={t("conversation.opening")} /> : null}
            {!at || chats.phase === "open" ? (
              <>
                <Icon name="chat" size={48} />
                <p>{t(at ? "conversation.unknown" : "conversation.choose")}</p>
              </>
            ) : null}
          </div>
        )}
      </div>
      {saying ? (
        <Suspense fallback={null}>
          <StatusDialog onClose={() => setSaying(false)} />
        </Suspense>
      ) : null}
      {secret ? (
        <Suspense fallback={null}>
          <Join
            secret={secret}
            onIn={(id) => {
              setSecret(undefined);
              void room?.refresh().then(() => onOpen(id));
            }}
            onClose={() => setSecret(undefined)}
          />
        </Suspense>
      ) : null}
      <NewConversation
        me={me}
        open={beginning}
        onClose={() => setBeginning(false)}
        onBegun={(id) => {
          setBeginning(false);
          void room?.refresh().then(() => onOpen(id));
        }}
      />
    </div>
  );
}
