/** On a phone: a week of one person, or one day of all of them; one taps what is to be set. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Select } from "@/ui/plain";
import { type Board, type Cell, daysFrom, keyOf, mondayOf, plus } from "./rota.model";
import { type Look, ROWS, type Shown, useLook } from "./RotaGrid";
import { useDays } from "./said";

export function RotaList({ month, ...shown }: Shown & { month: readonly string[] }) {
  const { t } = useTranslation();
  const days = useDays();
  const { board, people, marked, onMark } = shown;
  const look = useLook(shown);
  const [by, setBy] = useState<"person" | "day">("person");
  const [person, setPerson] = useState("");
  const [rows, setRows] = useState(ROWS);
  const [first = "", last = ""] = [month[0], month.at(-1)];
  const [chosen, setChosen] = useState("");
  // Another month was chosen above: what was looked at in the one before is not of it.
  const at = first <= chosen && chosen <= last ? chosen : first <= board.today && board.today <= last ? board.today : first;
  const one = people.find(({ id }) => id === person) ?? people[0];
  const week = daysFrom(mondayOf(at), 7).filter((day) => first <= day && day <= last);
  const cells: Cell[] = by === "person" ? week.flatMap((day) => (one ? [{ person: one.id, day }] : [])) : people.slice(0, rows).map(({ id }) => ({ person: id, day: at }));
  const go = (to: string) => {
    setChosen(to < first ? first : to > last ? last : to);
    onMark([]);
  };
  const [from, until] = by === "person" ? [week[0] ?? at, week.at(-1) ?? at] : [at, at];
  const shownMarks = cells.filter((cell) => marked.keys.has(keyOf(cell)));
  const toggle = (cell: Cell) => onMark(marked.keys.has(keyOf(cell)) ? shownMarks.filter((other) => keyOf(other) !== keyOf(cell)) : [...shownMarks, cell]);
  return (
    <div className="stack">
      <div className="rota-by" role="group" aria-label={t("rota.view")}>
        {(["person", "day"] as const).map((each) => (
          <button key={each} type="button" aria-pressed={by === each} onClick={() => (setBy(each), onMark([]))}>
            {t(`rota.by_${each}`)}
          </button>
        ))}
      </div>
      {by === "person" && one ? <Select label={t("rota.person")} value={one.id} onChange={(next) => (setPerson(next), onMark([]))} choices={people.map(({ id, name }) => ({ value: id, label: name }))} /> : null}
      <div className="row apart rota-stretch">
        <Button weight="quiet" icon="back" aria-label={t(`rota.${by === "person" ? "week" : "day"}_before`)} disabled={from <= first} onClick={() => go(plus(from, by === "person" ? -7 : -1))} />
        <strong>{by === "person" ? `${days.short(from)} – ${days.short(until)}` : days.day(at)}</strong>
        <Button weight="quiet" icon="next" aria-label={t(`rota.${by === "person" ? "week" : "day"}_after`)} disabled={until >= last} onClick={() => go(plus(until, 1))} />
      </div>
      <ul className="rota-list">
        {cells.map((cell) => (
          <Line key={keyOf(cell)} look={look(cell)} board={board} cell={cell} title={by === "person" ? days.day(cell.day) : (people.find(({ id }) => id === cell.person)?.name ?? "—")} onTap={() => toggle(cell)} />
        ))}
      </ul>
      {by === "day" && people.length > rows ? <Button onClick={() => setRows(rows + ROWS)}>{t("rota.more_people")}</Button> : null}
      <Button weight="quiet" onClick={() => onMark(shownMarks.length === cells.length ? [] : cells)}>
        {t(shownMarks.length === cells.length ? "rota.mark_none" : "rota.mark_all")}
      </Button>
    </div>
  );
}

function Line({ look, board, cell, title, onTap }: { look: Look; board: Board; cell: Cell; title: string; onTap: () => void }) {
  const { t } = useTranslation();
  const { classes, what, short, is } = look;
  const odd = board.days.get(cell.day)?.odd;
  return (
    <li>
      <button type="button" className="rota-line" aria-pressed={is.marked} disabled={!is.open} onClick={onTap}>
        <span className={classes} aria-hidden="true">
          {short}
        </span>
        <span className="rota-line-what">
          <strong>
            {title}
            {cell.day === board.today ? ` · ${t("rota.today")}` : ""}
          </strong>
          <span className="small">{[what, odd ? t(`rota.odd_${odd}`) : ""].filter(Boolean).join(" · ")}</span>
        </span>
      </button>
    </li>
  );
}
