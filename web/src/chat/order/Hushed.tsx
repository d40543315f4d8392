import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { showRecent } from "@/ui/when";
import type { Conversation } from "../live/chats.model";
import { hushed } from "./order.model";

/** The longest that a browser waits for in one piece. */
const WAIT_MS_MAX = 3_600_000;

/** Why I say nothing here now; nothing where I may. Looked at again when a silence is over. */
export function useHushed(conversation: Conversation): "silenced" | "quiet" | undefined {
  const [now, setNow] = useState(() => Date.now());
  const until = conversation.silenced_until ? Date.parse(conversation.silenced_until) : undefined;
  useEffect(() => {
    if (until === undefined || until <= now) return undefined;
    const timer = setTimeout(() => setNow(Date.now()), Math.min(until - now + 50, WAIT_MS_MAX));
    return () => clearTimeout(timer);
  }, [until, now]);
  return hushed(conversation, now);
}

/** Stands where one would write. */
export function Hushed({ why, conversation }: { why: "silenced" | "quiet"; conversation: Conversation }) {
  const { t, i18n } = useTranslation();
  const { kind, silenced_until: until } = conversation;
  return (
    <p className="thread-over" role="status">
      {why === "quiet" ? t(kind === "channel" ? "channel.is_quiet" : "order.is_quiet") : t("order.is_silenced", { at: until ? showRecent(until, i18n.language) : "" })}
    </p>
  );
}
