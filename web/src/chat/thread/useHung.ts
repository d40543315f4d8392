/** What hangs on the messages of a conversation: topics, pins, stars, and the acts on them. */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { ChatRoom } from "../live/chats.model";
import type { Line, Log } from "../log/log.model";
import { pinsQuery, starsQuery, useHang, useStarsInStep } from "../message/hung.data";
import { topicsQuery } from "../topic/topic.data";

type HungProps = { room: ChatRoom; log: Log | undefined; conversation: string; lines: readonly Line[] };

export function useHung({ room, log, conversation, lines }: HungProps) {
  const hang = useHang(room, conversation);
  useStarsInStep();
  const since = useMemo(() => sinceOf(log), [log]);
  const isTopical = lines.some((line) => line.kind === "said" && line.more?.topic) || since.topic > 0 || (log?.from ?? 1) > 1;
  const topics = useQuery({ ...topicsQuery(conversation, since.topic), enabled: isTopical }).data;
  const pins = useQuery(pinsQuery(conversation, since.pin)).data;
  const stars = useQuery(starsQuery).data;
  return {
    hang,
    pinSince: since.pin,
    topicSince: since.topic,
    topics: useMemo(() => new Map(topics?.map((one) => [one.topic, one])), [topics]),
    pinned: useMemo(() => new Set(pins?.map(({ seq }) => seq)), [pins]),
    starred: useMemo(() => new Set(stars?.filter((one) => one.conversation === conversation).map(({ seq }) => seq)), [stars, conversation]),
  };
}

/** The numbers of the last events that may have changed what is pinned, and the topics. */
function sinceOf(log: Log | undefined): { pin: number; topic: number } {
  const since = { pin: 0, topic: 0 };
  if (!log) return since;
  for (let seq = log.whole; seq >= log.from && (since.pin === 0 || since.topic === 0); seq -= 1) {
    const event = log.events.get(seq);
    if (!event) continue;
    if (since.pin === 0 && ["pin", "unpin", "recall", "edit"].includes(event.kind)) since.pin = seq;
    if (since.topic === 0 && (event.topic || ["recall", "edit"].includes(event.kind))) since.topic = seq;
  }
  return since;
}
