/** What is just taken is called after its moment. */
import type { TFunction } from "i18next";
import { stamp } from "./say";

export function endOf(type: string): string {
  return type.includes("mp4") ? (type.startsWith("audio/") ? "m4a" : "mp4") : type.includes("ogg") ? "ogg" : "webm";
}

export function say(t: TFunction, what: "photo" | "clip" | "voice", type: string): string {
  return t(`files.name_${what}`, { at: stamp(), end: endOf(type) });
}
