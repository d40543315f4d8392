/** People and days as a grid: one marks with the pointer or with keys, and a digit says the shift. */
import { type KeyboardEvent, type PointerEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/plain";
import type { Person } from "../MonthView";
import { type At, type Board, type Cell, type Conflict, type Draft, type Known, keyOf, mayWrite, PLAN, pressed, said, type Say, shiftOf, shortNames, weekdayOf, within } from "./rota.model";
import { hueOf, type Marked, useDays, useSaid } from "./said";

/** People that are drawn before more are asked for. */
export const ROWS = 40;

export type Shown = { board: Board; draft: Draft; shifts: readonly Known[]; people: readonly Person[]; marked: Marked; clashes: readonly Conflict[]; onMark: (cells: readonly Cell[]) => void };
type Of = Shown & { days: readonly string[]; title: string; open: readonly Known[]; onSay: (say: Say) => void; onUndo: () => void; onRedo: () => void };

export function RotaGrid({ days, title, open, onSay, onUndo, onRedo, ...shown }: Of) {
  const { t } = useTranslation();
  const { board, people, onMark } = shown;
  const look = useLook(shown);
  const grid = useRef<HTMLTableElement>(null);
  const [rows, setRows] = useState(ROWS);
  const [corners, setCorners] = useState<{ anchor: At; at: At }>({ anchor: { row: 0, column: 0 }, at: { row: 0, column: 0 } });
  const drawn = people.slice(0, rows);
  const ids = drawn.map(({ id }) => id);
  const kept = ({ row, column }: At): At => ({ row: Math.min(row, drawn.length - 1), column: Math.min(column, days.length - 1) });
  const [anchor, at] = [kept(corners.anchor), kept(corners.at)];
  const mark = (from: At, to: At) => {
    setCorners({ anchor: from, at: to });
    onMark(within(ids, days, from, to));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const does = pressed(event, at, { rows: drawn.length, columns: days.length, shifts: open.map(({ id }) => id) });
    if (!does) return;
    event.preventDefault();
    if (does.does === "move") {
      mark(does.extends ? anchor : does.to, does.to);
      grid.current?.querySelector<HTMLElement>(`[data-at="${does.to.row} ${does.to.column}"]`)?.focus();
    } else if (does.does === "say") onSay(does.say);
    else if (does.does === "undo") onUndo();
    else if (does.does === "redo") onRedo();
    else if (does.does === "one") mark(at, at);
    else mark({ row: 0, column: 0 }, { row: drawn.length - 1, column: days.length - 1 });
  };
  const onDown = (event: PointerEvent, here: At) => {
    if (event.button === 0) mark(event.shiftKey ? anchor : here, here);
  };
  const onOver = (event: PointerEvent, here: At) => {
    if (event.pointerType === "mouse" && event.buttons === 1) mark(anchor, here);
  };
  return (
    <>
      <div className="rota-scroll">
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-to-interactive-role -- a table whose cells are gone through by keys is a grid */}
        <table ref={grid} role="grid" aria-label={title} aria-multiselectable="true" aria-describedby="rota-keys" className="rota-grid">
          <thead>
            <tr>
              <th scope="col">
                {t("rota.person")}
              </th>
              {days.map((day) => (
                <DayHead key={day} board={board} day={day} />
              ))}
            </tr>
          </thead>
          <tbody>
            {drawn.map((person, row) => (
              <tr key={person.id}>
                <th scope="row" title={person.name}>
                  {person.name}
                </th>
                {days.map((day, column) => (
                  <CellOf key={day} look={look({ person: person.id, day })} person={person} day={day} at={{ row, column }} isAt={at.row === row && at.column === column} onKey={onKeyDown} onDown={onDown} onOver={onOver} onMark={onMark} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p id="rota-keys" className="small muted">
        {t("rota.keys")}
      </p>
      {people.length > rows ? <Button onClick={() => setRows(rows + ROWS)}>{t("rota.more_people")}</Button> : null}
    </>
  );
}

function DayHead({ board, day }: { board: Board; day: string }) {
  const { t } = useTranslation();
  const shows = useDays();
  const odd = board.days.get(day)?.odd;
  const isToday = day === board.today;
  const weekend = weekdayOf(day) >= 5;
  return (
    <th scope="col" aria-label={[shows.day(day), odd ? t(`rota.odd_${odd}`) : "", isToday ? t("rota.today") : ""].filter(Boolean).join(" · ")} className={[isToday ? "today" : "", weekend ? "weekend" : ""].filter(Boolean).join(" ") || undefined}>
      <b>{Number(day.slice(8))}</b>
      <span>{shows.weekday(day)}</span>
      {odd ? <span className={odd === "holiday" || odd === "off" ? "rota-odd off" : "rota-odd on"}>{t(`rota.mark_${odd}`)}</span> : null}
    </th>
  );
}

type CellProps = { look: Look; person: Person; day: string; at: At; isAt: boolean; onKey: (event: KeyboardEvent) => void; onDown: (event: PointerEvent, at: At) => void; onOver: (event: PointerEvent, at: At) => void; onMark: Shown["onMark"] };

function CellOf({ look, person, day, at, isAt, onKey, onDown, onOver, onMark }: CellProps) {
  const { short, classes, label, is } = look;
  return (
    <td
      data-at={`${at.row} ${at.column}`}
      tabIndex={isAt ? 0 : -1}
      aria-selected={is.marked}
      aria-label={`${person.name} · ${label}`}
      className={classes}
      onKeyDown={onKey}
      onPointerDown={(event) => onDown(event, at)}
      onPointerEnter={(event) => onOver(event, at)}
      onFocus={() => (is.marked || !isAt ? undefined : onMark([{ person: person.id, day }]))}
    >
      {short}
    </td>
  );
}

export type Look = ReturnType<ReturnType<typeof useLook>>;

/** How each cell looks and what it is called. */
export function useLook({ board, draft, shifts, marked, clashes }: Shown) {
  const { t } = useTranslation();
  const shows = useDays();
  const words = useSaid(board, shifts);
  const shorts = shortNames(shifts);
  const clash = new Set(clashes.flatMap(({ person, day, next }) => [keyOf({ person, day }), keyOf({ person, day: next })]));
  return (cell: Cell) => {
    const [key, may] = [keyOf(cell), mayWrite(board, cell)];
    const what = said(board, draft, cell);
    const shift = shiftOf(board, what, cell.day);
    const is = { open: may === "yes", away: may === "away", marked: marked.keys.has(key), changed: draft.has(key), clashes: clash.has(key) };
    const flags = [is.changed ? t("rota.changed") : "", is.clashes ? t("rota.clashes") : "", may === "closed" ? t("rota.closed") : ""].filter(Boolean);
    const inWords = is.away ? t("rota.away") : words(what, cell.day);
    return {
      is,
      what: [inWords, ...flags].join(" · "),
      label: [shows.day(cell.day), inWords, ...flags].join(" · "),
      short: is.away ? "" : shift === null ? t("rota.mark_rest") : (shorts.get(shift) ?? "—"),
      classes: ["rota-cell", is.away ? "away" : hueOf(shifts, shift), what === PLAN ? "by-plan" : "", is.changed ? "changed" : "", is.clashes ? "clashes" : "", may === "closed" ? "closed" : "", is.marked ? "marked" : ""].filter(Boolean).join(" "),
    };
  };
}
