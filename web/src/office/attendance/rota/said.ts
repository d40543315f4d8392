/** How shifts and days are said. */
import { useTranslation } from "react-i18next";
import type { Shift } from "../attendance.data";
import { wallOf } from "../plan.model";
import { type Board, type Cell, type Day, type Known, PLAN, REST, type Say, shiftOf } from "./rota.model";

/** Days have no zone here: they are those of the group. */
export function useDays() {
  const { i18n } = useTranslation();
  const shows = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(i18n.language, { ...options, timeZone: "UTC" });
    return (day: Day) => format.format(new Date(`${day}T00:00:00Z`));
  };
  return {
    day: shows({ month: "short", day: "numeric", weekday: "short" }),
    inMonth: shows({ day: "numeric", weekday: "short" }),
    short: shows({ month: "numeric", day: "numeric" }),
    weekday: shows({ weekday: "narrow" }),
    month: (month: string) => shows({ year: "numeric", month: "long" })(`${month}-01`),
  };
}

/** From when to when a shift lasts, in words. */
export function useHours() {
  const { t } = useTranslation();
  const wall = (minute: number) => (minute >= 1_440 ? t("rota.next_day", { wall: wallOf(minute) }) : wallOf(minute));
  return (shift: Shift): string => {
    if (shift.kind === "fixed") return shift.spans.map(({ begin, end }) => `${wall(begin)}–${wall(end)}`).join(" ");
    const length = shift.minutes === 0 ? t("rota.whole_day") : t("rota.hours", { hours: Number((shift.minutes / 60).toFixed(1)) });
    return shift.kind === "flexible" ? `${wall(shift.from)}–${wall(shift.until)} · ${length}` : length;
  };
}

/** What is said of a day in words: a shift by its name, a day of rest, or what the plan has for it. */
export function useSaid(board: Board, shifts: readonly Known[]) {
  const { t } = useTranslation();
  const names = new Map(shifts.map(({ id, name }) => [id, name]));
  const named = (shift: string | null) => (shift === null ? t("rota.rest") : (names.get(shift) ?? "—"));
  return (say: Say, day: Day): string => {
    if (say === REST) return t("rota.rest");
    if (say !== PLAN) return named(say);
    return board.days.has(day) ? t("rota.plan_says", { what: named(shiftOf(board, PLAN, day)) }) : t("rota.plan");
  };
}

/** The colour of a shift, of six that repeat. */
export const hueOf = (shifts: readonly { id: string }[], shift: string | null): string => {
  const at = shifts.findIndex(({ id }) => id === shift);
  return at < 0 ? "rota-rest" : `rota-hue-${at % 6}`;
};

/** The cells that are marked, as they are looked up. */
export type Marked = { cells: readonly Cell[]; keys: ReadonlySet<string> };
