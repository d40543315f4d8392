/** The one place where the conversations of this page live, from the moment somebody is signed in until the page closes. */
import { useEffect, useSyncExternalStore } from "react";
import { type Frame, listen } from "@/api/stream";
import { type Chats, ChatRoom, type Conversation, type News } from "./chats.model";
import { beginPresence } from "../status/presence";
import { Drawer } from "./drawer";
import { inStep } from "./drafts";
import { wire } from "./wire";

const ASK_AGAIN_MS = 30_000;
const LEAVING_MS = 5_000;

/** Hints that are about something else than the conversations and what is said there. */
const ownHints = new Set(["conversation.draft", "conversation.stars", "conversation.scheduled", "conversation.topic", "conversation.keeping", "conversation.granted", "conversation.held", "conversation.report", "conversation.urgent", "conversation.answer", "conversation.presence", "conversation.typing", "call.ringing", "call.changed", "phone.ringing", "phone.changed"]);

type Work = { room: ChatRoom; drawer: Drawer };

const none: Chats = { phase: "opening", up: false, conversations: [], logs: new Map(), pending: [] };
const watchers = new Set<() => void>();
const hearers = new Set<(frame: Frame) => void>();
let work: Work | undefined;

/** Opens the conversations of a person; told of news while it is open. */
export function useWork(person: string | undefined, tell: (news: News) => void): void {
  useEffect(() => {
    if (!person) return undefined;
    let isOver = false;
    let close: (() => void) | undefined;
    const start = async () => {
      const drawer = await Drawer.open(person);
      if (!isOver) close = begin({ drawer, room: new ChatRoom(wire, person, tell) });
    };
    void start();
    return () => {
      isOver = true;
      close?.();
    };
  }, [person, tell]);
}

function begin(begun: Work): () => void {
  const { room, drawer } = begun;
  work = begun;
  for (const look of watchers) look();
  let { pending } = room.snapshot();
  room.restore(drawer.pending);
  const unwatch = room.watch(() => {
    const now = room.snapshot();
    if (now.pending !== pending) drawer.keep((pending = now.pending));
    for (const look of watchers) look();
  });
  const timer = setInterval(() => {
    // Without the stream, news come a little later, but they come.
    if (!room.snapshot().up) void room.refresh();
  }, ASK_AGAIN_MS);
  const there = beginPresence();
  let leaving: ReturnType<typeof setTimeout> | undefined;
  const deafen = listen({
    after: drawer.heard,
    frame: (frame) => {
      if (frame.seq) drawer.hear(frame.seq);
      for (const hear of hearers) hear(frame);
      there.frame(frame.kind, frame.body);
      if (!ownHints.has(frame.kind)) room.frame(frame);
    },
    line: (up) => {
      room.line(up);
      if (up) there.again();
    },
    // Signed out: the door says so, unless whoever signed out here is on his way already.
    over: () => (leaving = setTimeout(() => location.reload(), LEAVING_MS)),
  });
  void room.refresh();
  const shareDrafts = inStep(drawer);
  hearers.add(shareDrafts.hear);
  return () => {
    hearers.delete(shareDrafts.hear);
    shareDrafts.end();
    there.end();
    deafen();
    clearInterval(timer);
    clearTimeout(leaving);
    unwatch();
    if (work === begun) work = undefined;
  };
}

export function useRoom(): ChatRoom | undefined {
  return useSyncExternalStore(watch, () => work?.room);
}

export function useDrawer(): Drawer | undefined {
  return useSyncExternalStore(watch, () => work?.drawer);
}

export function useChats(): Chats {
  return useSyncExternalStore(watch, () => work?.room.snapshot() ?? none);
}

export function useConversation(id: string): Conversation | undefined {
  return useSyncExternalStore(watch, () => work?.room.snapshot().conversations.find((one) => one.id === id));
}

/** Hears hints of one kind while it is on the page. */
export function useHint(kind: string, act: (frame: Frame) => void): void {
  useEffect(() => {
    const hear = (frame: Frame) => {
      if (frame.kind === kind) act(frame);
    };
    hearers.add(hear);
    return () => void hearers.delete(hear);
  }, [kind, act]);
}

function watch(look: () => void): () => void {
  watchers.add(look);
  return () => watchers.delete(look);
}
