/** Lines as a reader sees them: by days, and what one person says in one breath under one name. */
import type { Line, Said } from "./log.model";

export type Row =
  | { readonly kind: "day"; readonly key: string; readonly at: string }
  | { readonly kind: "new"; readonly key: string }
  | { readonly kind: "passed"; readonly key: string; readonly line: Exclude<Line, Said> }
  | { readonly kind: "said"; readonly key: string; readonly line: Said; readonly first: boolean };

const BREATH_MS = 5 * 60_000;

/** `readTo` is the last that was read when the conversation was opened; nothing where no mark is wanted. */
export function rowsOf(lines: readonly Line[], me: string, readTo?: number): Row[] {
  const rows: Row[] = [];
  let before: Line | undefined;
  let isMarked = readTo === undefined;
  for (const line of lines) {
    const isNewDay = !before || dayOf(before.at) !== dayOf(line.at);
    if (isNewDay) rows.push({ kind: "day", key: `day-${line.seq}`, at: line.at });
    const isFirstNew = !isMarked && readTo !== undefined && line.seq > readTo && line.kind === "said" && line.by !== me;
    if (isFirstNew) {
      isMarked = true;
      rows.push({ kind: "new", key: "new" });
    }
    if (line.kind === "said") {
      const first = isNewDay || isFirstNew || before?.kind !== "said" || before.by !== line.by || Date.parse(line.at) - Date.parse(before.at) > BREATH_MS;
      rows.push({ kind: "said", key: `said-${line.seq}`, line, first });
    } else rows.push({ kind: "passed", key: `passed-${line.seq}`, line });
    before = line;
  }
  return rows;
}

/** The day in the reader's own zone. */
export function dayOf(at: string): string {
  const day = new Date(at);
  return `${day.getFullYear()}-${day.getMonth()}-${day.getDate()}`;
}
