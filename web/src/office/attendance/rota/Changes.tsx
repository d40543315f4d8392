/** What will change, what is too near to one another, and saving it in one step. */
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Check, Note } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { acts, useAct } from "../attendance.data";
import type { Person } from "../MonthView";
import { type Board, changes, type Conflict, type Draft, ENTRIES_MAX, entriesOf, keyOf, type Known } from "./rota.model";
import { useDays, useSaid } from "./said";

/** Conflicts that are told one by one; and changes that are listed. */
const TOLD = 12;

type Of = { org: string; group: string; board: Board; shifts: readonly Known[]; members: readonly Person[]; draft: Draft; clashes: readonly Conflict[]; onSaved: () => void };

export function Changes({ org, group, board, shifts, members, draft, clashes, onSaved }: Of) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const days = useDays();
  const words = useSaid(board, shifts);
  const save = useAct(org, acts(org).putRoster);
  const [seen, setSeen] = useState("");
  // Whoever read these conflicts has not read others.
  const told = clashes.map(({ person, day, next, kind }) => `${person} ${day} ${next} ${kind}`).join();
  const { reset } = save;
  useEffect(() => {
    if (draft.size > 0) reset();
  }, [draft, reset]);
  const nameOf = (person: string) => members.find(({ id }) => id === person)?.name ?? "—";
  const all = changes(draft);
  const people = [...new Set(all.map(({ cell }) => cell.person))];
  const tooMany = all.length > ENTRIES_MAX;
  return (
    <section className="stack tight rota-changes" aria-labelledby="rota-changes">
      <h3 id="rota-changes">{t("rota.will_change")}</h3>
      {all.length === 0 && !save.isSuccess ? <p className="muted">{t("rota.unchanged")}</p> : null}
      {save.isSuccess ? <Note tone="good" alert>{t("rota.saved")}</Note> : null}
      {all.length > 0 ? (
        <>
          <p className="muted">{t("rota.changes", { count: all.length })}</p>
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be within reach of a keyboard */}
          <ul className="rota-changed" tabIndex={0} aria-labelledby="rota-changes">
            {people.map((person) => (
              <li key={person}>
                <strong>{nameOf(person)}</strong>
                <ul>
                  {all.filter(({ cell }) => cell.person === person).map(({ cell, before, say }) => (
                    <li key={keyOf(cell)}>{`${days.day(cell.day)} · ${words(before, cell.day)} → ${words(say, cell.day)}`}</li>
                  ))}
                </ul>
              </li>
            ))}
          </ul>
        </>
      ) : null}
      {clashes.length > 0 ? (
        <Note tone="warn" alert>
          <strong>{t("rota.conflicts")}</strong>
          <ul className="rota-conflicts">
            {clashes.slice(0, TOLD).map(({ person, day, next, kind, minutes }) => (
              <li key={`${person} ${day} ${next}`}>{t(`rota.conflict_${kind}`, { name: nameOf(person), day: days.day(day), next: days.day(next), hours: Number((minutes / 60).toFixed(1)) })}</li>
            ))}
          </ul>
          {clashes.length > TOLD ? <p>{t("rota.conflicts_more", { count: clashes.length - TOLD })}</p> : null}
          <Check checked={seen === told} onChange={(is) => setSeen(is ? told : "")}>
            {t("rota.seen")}
          </Check>
        </Note>
      ) : null}
      {tooMany ? <Note tone="warn" alert>{t("rota.too_many", { most: ENTRIES_MAX, count: all.length })}</Note> : null}
      {save.isError ? (
        <Note tone="warn" alert>
          {sayWhy(save.error)} {t("rota.kept")}
        </Note>
      ) : null}
      <div className="row">
        <Button weight="door" busy={save.isPending} disabled={all.length === 0 || tooMany || (clashes.length > 0 && seen !== told)} onClick={() => save.mutate({ group, entries: entriesOf(draft) }, { onSuccess: onSaved })}>
          {t("rota.save")}
        </Button>
      </div>
    </section>
  );
}
