/** The roster of a month while somebody writes it: what is marked, the tools, what will change, and saving it. */
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { isNarrow } from "@/ui/kit/Kit";
import { Field, Note } from "@/ui/plain";
import type { Person } from "../MonthView";
import { Changes } from "./Changes";
import { Copying, Rotating } from "./Patterns";
import { RotaGrid } from "./RotaGrid";
import { RotaList } from "./RotaList";
import { blank, type Board, type Cell, conflicts, daysOf, did, fill, type History, keyOf, type Known, redo, type Say, undo, type Write, write } from "./rota.model";
import { useDays } from "./said";
import { Tools } from "./Tools";

type Of = {
  org: string;
  group: string;
  month: string;
  board: Board;
  shifts: readonly (Known & { ended: boolean })[];
  members: readonly Person[];
  history: History;
  onHistory: (history: History) => void;
};

export function RotaEditor({ org, group, month, board, shifts, members, history, onHistory }: Of) {
  const { t } = useTranslation();
  const days = useDays();
  // Chosen once, as the parts of a page are: a phone that is turned keeps what is marked.
  const [narrow] = useState(isNarrow);
  const [search, setSearch] = useState("");
  const [marked, setMarked] = useState<readonly Cell[]>([]);
  const [told, setTold] = useState<{ written: number; skipped: number }>();
  const inMonth = useMemo(() => daysOf(month), [month]);
  const people = useMemo(() => peopleOf(board, members, inMonth), [board, members, inMonth]);
  const found = people.filter(({ name }) => name.toLowerCase().includes(search.trim().toLowerCase()));
  const draft = history.now;
  const clashes = useMemo(() => conflicts(board, draft, shifts), [board, draft, shifts]);
  const open = shifts.filter(({ ended }) => !ended);
  const lay = (writes: readonly Write[]) => {
    const { draft: next, written, skipped } = write(board, draft, writes);
    if (written > 0) onHistory(did(history, next));
    setTold({ written, skipped });
  };
  // What is not shown is not written to, however it was marked before.
  const shownPeople = new Set(found.map(({ id }) => id));
  const cells = marked.filter(({ person, day }) => shownPeople.has(person) && (narrow || day.startsWith(month)));
  const marks = { cells, keys: new Set(cells.map(keyOf)) };
  const say = (what: Say) => lay(fill(cells, what));
  const [back, again] = [() => (setTold(undefined), onHistory(undo(history))), () => (setTold(undefined), onHistory(redo(history)))];
  const shown = { board, draft, shifts, people: found, marked: marks, clashes, onMark: setMarked };
  if (people.length === 0) return <Note>{t("rota.no_people")}</Note>;
  return (
    <>
      {board.closed.has(month) ? <Note>{t("rota.month_closed", { month: days.month(month) })}</Note> : null}
      <Field label={t("rota.search")} type="search" value={search} onChange={(event) => setSearch(event.target.value)} />
      {found.length === 0 ? <p className="muted">{t("rota.nobody_found")}</p> : null}
      <div className="row wrap">
        <Rotating key={`round ${month}`} people={people} month={inMonth} board={board} shifts={open} marked={cells} onLay={lay} />
        <Copying people={people} board={board} draft={draft} marked={cells} onLay={lay} />
      </div>
      {narrow ? <RotaList {...shown} month={inMonth} /> : found.length > 0 ? <RotaGrid {...shown} days={inMonth} title={t("rota.grid", { month: days.month(month) })} open={open} onSay={say} onUndo={back} onRedo={again} /> : null}
      <Tools shifts={open} all={shifts} marked={cells.length} narrow={narrow} onSay={say} onUndo={history.past.length > 0 ? back : undefined} onRedo={history.future.length > 0 ? again : undefined} />
      <p className="small" role="status">
        {told
          ? [told.written > 0 ? t("rota.done", { count: told.written }) : "", told.skipped > 0 ? t("rota.skipped", { count: told.skipped }) : ""].filter(Boolean).join(" ")
          : t(cells.length > 0 ? "rota.marked" : "rota.nothing_marked", { count: cells.length })}
      </p>
      <Changes org={org} group={group} board={board} shifts={shifts} members={members} draft={draft} clashes={clashes} onSaved={() => (setTold(undefined), onHistory(blank))} />
    </>
  );
}

/** Who is in the group on some day of these, by name. */
function peopleOf(board: Board, members: readonly Person[], days: readonly string[]): Person[] {
  const names = new Map(members.map(({ id, name }) => [id, name]));
  const [first = "", last = ""] = [days[0], days.at(-1)];
  const here = [...board.lines].filter(([, { times }]) => times.some(({ from, until }) => from <= last && (until === null || until > first)));
  return here.map(([id]) => ({ id, name: names.get(id) ?? "—" })).sort((one, other) => one.name.localeCompare(other.name) || one.id.localeCompare(other.id));
}
