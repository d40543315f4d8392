import { useTranslation } from "react-i18next";
import { useKnown } from "@/community/known";
import type { Command, Part } from "./things.data";
import { besideOf, saysOf } from "./things.model";

/** Devices in words: what they are, what they say, and what is wanted of them. */
export function useSays() {
  const { t } = useTranslation();
  const known = useKnown();
  const yes = (is: boolean, part: Part) => {
    if (part.kind !== "binary_sensor") return t(is ? "things.is_on" : "things.is_off");
    const says = saysOf(part.class);
    return t(is ? `things.so_${says}` : `things.not_${says}`);
  };
  const said: Record<string, (value: unknown, part: Part) => string | undefined> = {
    on: (value, part) => (typeof value === "boolean" ? yes(value, part) : undefined),
    locked: (value) => (typeof value === "boolean" ? t(value ? "things.is_locked" : "things.is_unlocked") : undefined),
    cover: (value) => known(`things.cover_${String(value)}`, String(value)),
    brightness: (value) => t("things.says_brightness", { percent: Number(value) }),
    position: (value) => t("things.says_position", { percent: Number(value) }),
    current: (value) => t("things.says_current", { degrees: Number(value) }),
    target: (value) => t("things.says_target", { degrees: Number(value) }),
    mode: (value) => known(`things.mode_${String(value)}`, String(value)),
    value: (value, { unit }) => [String(value), unit].filter(Boolean).join(" "),
  };
  const state = (part: Part): string[] =>
    Object.entries(said).flatMap(([aspect, say]) => {
      const value = part.state[aspect];
      return value === undefined || value === null ? [] : (say(value, part) ?? []);
    });
  const kind = ({ kind: word, class: guards }: Part) => (guards ? known(`things.class_${guards}`, guards) : known(`things.kind_${word}`, word));
  const act = (word: string) => known(`things.act_${word}`, word);
  const command = (wish: Command) => [act(wish.act), besideOf(wish)].filter(Boolean).join(" ");
  const value = (aspect: string, is: unknown, part: Part | undefined) => (part && said[aspect]?.(is, part)) ?? String(is);
  return { state, kind, act, command, value, known };
}
