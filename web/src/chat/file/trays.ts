/** The trays of this page, one for each conversation: whoever looks elsewhere meanwhile loses nothing. */
import { useSyncExternalStore } from "react";
import { appendUpload, beginUpload, dropUpload, showUpload, standingOf } from "@/api/upload";
import type { ChatRoom } from "../live/chats.model";
import { wire } from "../live/wire";
import { prepare } from "./prepare";
import { Tray, type TrayWire, type Trays } from "./tray.model";

const trayWire: TrayWire = {
  prepare,
  begin: beginUpload,
  standing: standingOf,
  append: appendUpload,
  show: showUpload,
  drop: dropUpload,
  passing: (error) => wire.passing(error) || (error as { status?: number }).status === 409,
  rest: wire.rest,
  look: (blob) => URL.createObjectURL(blob),
  forget: (look) => URL.revokeObjectURL(look),
};

const trays = new WeakMap<ChatRoom, Map<string, Tray>>();

export function trayOf(room: ChatRoom, conversation: string): Tray {
  const own = trays.get(room) ?? new Map<string, Tray>();
  trays.set(room, own);
  const known = own.get(conversation);
  if (known) return known;
  const tray = new Tray(trayWire, conversation, (text, replyTo, files, more) => room.say(conversation, text, replyTo, more, [...files]));
  own.set(conversation, tray);
  return tray;
}

export function useTray(tray: Tray): Trays {
  return useSyncExternalStore(tray.watch, tray.snapshot);
}
