/** Many days in one go: a pattern that goes round, and a week once more. */
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "@/ui/Icon";
import { Button, Check, Dialog, Field } from "@/ui/plain";
import type { Person } from "../MonthView";
import { type Board, type Cell, copied, type Draft, type Known, mondayOf, plus, REST, rotation, type Say, weeksAfter, type Write } from "./rota.model";
import { hueOf, useDays } from "./said";

/** Steps of a pattern. */
const STEPS_MAX = 62;

type RotatingOf = { people: readonly Person[]; month: readonly string[]; board: Board; shifts: readonly Known[]; marked: readonly Cell[]; onLay: (writes: readonly Write[]) => void };

export function Rotating({ marked, ...of }: RotatingOf) {
  const { t } = useTranslation();
  const [begun, setBegun] = useState<readonly Cell[]>();
  return (
    <>
      <Button icon="again" onClick={() => setBegun(marked)}>
        {t("rota.rotation")}
      </Button>
      <Dialog open={begun !== undefined} title={t("rota.rotation")} onClose={() => setBegun(undefined)} closeLabel={t("rota.close")}>
        <RotationForm {...of} marked={begun ?? []} onDone={() => setBegun(undefined)} />
      </Dialog>
    </>
  );
}

function RotationForm({ people, month, board, shifts, marked, onLay, onDone }: RotatingOf & { onDone: () => void }) {
  const { t } = useTranslation();
  const legend = useId();
  const days = [...board.days.keys()].sort();
  const first = marked.map(({ day }) => day).sort()[0];
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(marked.map(({ person }) => person)));
  const [from, setFrom] = useState(first ?? month[0] ?? "");
  const [until, setUntil] = useState(month.at(-1) ?? "");
  const [pattern, setPattern] = useState<readonly Say[]>([]);
  const [later, setLater] = useState("0");
  const names = new Map(shifts.map(({ id, name }) => [id, name]));
  const named = (say: Say) => (say === REST ? t("rota.rest") : (names.get(say) ?? "—"));
  const all = chosen.size === people.length;
  const choose = (id: string, is: boolean) => setChosen((known) => new Set(is ? [...known, id] : [...known].filter((other) => other !== id)));
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        // In the order in which they stand, so that who begins later is seen from it.
        onLay(rotation({ people: people.filter(({ id }) => chosen.has(id)).map(({ id }) => id), from, until, pattern, later: Number(later) }));
        onDone();
      }}
    >
      <p className="small muted">{t("rota.rotation_lead")}</p>
      <fieldset className="rota-people">
        <legend>{t("rota.people")}</legend>
        <Check checked={all} onChange={(is) => setChosen(new Set(is ? people.map(({ id }) => id) : []))}>
          {t("rota.all")}
        </Check>
        <div className="rota-people-list">
          {people.map(({ id, name }) => (
            <Check key={id} checked={chosen.has(id)} onChange={(is) => choose(id, is)}>
              {name}
            </Check>
          ))}
        </div>
      </fieldset>
      <div className="row wrap work-form">
        <Field label={t("rota.from")} type="date" required min={days[0]} max={days.at(-1)} value={from} onChange={(event) => setFrom(event.target.value)} />
        <Field label={t("rota.until")} type="date" required min={from || days[0]} max={days.at(-1)} value={until} onChange={(event) => setUntil(event.target.value)} />
        <Field label={t("rota.later")} type="number" required min={0} max={STEPS_MAX} value={later} onChange={(event) => setLater(event.target.value)} />
      </div>
      <div className="stack tight" role="group" aria-labelledby={legend}>
        <p id={legend}>{t("rota.pattern")}</p>
        {pattern.length === 0 ? <p className="small muted">{t("rota.pattern_none")}</p> : null}
        <ol className="rota-steps">
          {pattern.map((say, at) => (
            // The same shift stands more than once: a step is known by its place alone.
            <li key={`${at} ${say}`}>
              <button type="button" className={`rota-step ${hueOf(shifts, say)}`} aria-label={t("rota.step_remove", { number: at + 1, what: named(say) })} onClick={() => setPattern(pattern.filter((_, other) => other !== at))}>
                {named(say)}
                <Icon name="close" size={14} />
              </button>
            </li>
          ))}
        </ol>
        <div className="row wrap">
          {[...shifts.map(({ id }) => id), REST].map((say) => (
            <Button key={say} weight="plain" icon="plus" aria-label={t("rota.step_add", { what: named(say) })} disabled={pattern.length >= STEPS_MAX} onClick={() => setPattern([...pattern, say])}>
              {named(say)}
            </Button>
          ))}
        </div>
      </div>
      <Button type="submit" weight="door" disabled={chosen.size === 0 || pattern.length === 0}>
        {t("rota.lay")}
      </Button>
    </form>
  );
}

type CopyingOf = { people: readonly Person[]; board: Board; draft: Draft; marked: readonly Cell[]; onLay: (writes: readonly Write[]) => void };

export function Copying({ people, board, draft, marked, onLay }: CopyingOf) {
  const { t } = useTranslation();
  const days = useDays();
  const [begun, setBegun] = useState<readonly Cell[]>();
  const [weeks, setWeeks] = useState("1");
  const first = begun?.map(({ day }) => day).sort()[0];
  const monday = first ? mondayOf(first) : "";
  const most = first ? weeksAfter(board, monday) : 0;
  const ids = new Set(begun?.map(({ person }) => person));
  const whom = people.filter(({ id }) => ids.has(id));
  return (
    <>
      <Button icon="copy" disabled={marked.length === 0} onClick={() => setBegun(marked)}>
        {t("rota.copy")}
      </Button>
      <Dialog open={begun !== undefined} title={t("rota.copy")} onClose={() => setBegun(undefined)} closeLabel={t("rota.close")}>
        {monday && most > 0 ? (
          <form
            className="stack"
            onSubmit={(event) => {
              event.preventDefault();
              onLay(copied(board, draft, { people: whom.map(({ id }) => id), monday, weeks: Math.min(most, Number(weeks)) }));
              setBegun(undefined);
            }}
          >
            <p>{t("rota.copy_lead", { from: days.short(monday), until: days.short(plus(monday, 6)) })}</p>
            <p className="small muted">{whom.map(({ name }) => name).join(" · ")}</p>
            <Field label={t("rota.weeks")} type="number" required min={1} max={most} value={weeks} onChange={(event) => setWeeks(event.target.value)} />
            <Button type="submit" weight="door">
              {t("rota.lay")}
            </Button>
          </form>
        ) : (
          <p>{t("rota.copy_none")}</p>
        )}
      </Dialog>
    </>
  );
}
