/** Who works which shift on which day, for whoever runs the organisation or looks after a group: a group, a month, and what is not saved yet. */
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Field, Note, Select, Waiting } from "@/ui/plain";
import { dayNow } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { rosterStretchesQuery, shiftsQuery } from "../attendance.data";
import type { Person } from "../MonthView";
import { RotaEditor } from "./RotaEditor";
import { useDrafts } from "./drafts";
import { blank, boardOf, type History, monthPlus, stretchOf } from "./rota.model";
import "./words";
import "./rota.css";

type Of = { org: string; me: string; groups: readonly { id: string; name: string }[]; members: readonly Person[] };

export function RotaView({ org, me, groups, members }: Of) {
  const { t } = useTranslation();
  const [drafts, change] = useDrafts(`${me} ${org}`);
  const [group, setGroup] = useState(groups[0]?.id ?? "");
  const [{ month, seen }, setMonths] = useState(() => ({ month: dayNow().slice(0, 7), seen: [dayNow().slice(0, 7)] as readonly string[] }));
  const go = (to: string) => setMonths((known) => ({ month: to, seen: known.seen.includes(to) ? known.seen : [...known.seen, to] }));
  if (!group) return <Note>{t("rota.no_groups")}</Note>;
  return (
    <section className="card stack rota" aria-labelledby="rota-title">
      <h2 id="rota-title">{t("rota.title")}</h2>
      <p className="small muted">{t("rota.lead")}</p>
      <div className="row wrap rota-which">
        {groups.length > 1 ? <Select label={t("attendance.group")} value={group} onChange={setGroup} choices={groups.map(({ id, name }) => ({ value: id, label: name }))} /> : null}
        <div className="row rota-month">
          <Button weight="quiet" icon="back" aria-label={t("rota.month_before")} onClick={() => go(monthPlus(month, -1))} />
          <Field label={t("attendance.which_month")} type="month" value={month} onChange={(event) => go(event.target.value || dayNow().slice(0, 7))} />
          <Button weight="quiet" icon="next" aria-label={t("rota.month_after")} onClick={() => go(monthPlus(month, 1))} />
        </div>
      </div>
      <Months key={group} org={org} group={group} month={month} seen={seen} members={members} history={drafts[group] ?? blank} onHistory={(next) => change(group, next)} />
    </section>
  );
}

type MonthsOf = { org: string; group: string; month: string; seen: readonly string[]; members: readonly Person[]; history: History; onHistory: (history: History) => void };

/** The months that were looked at since: what was written in one of them stands beside what is written in another. */
function Months({ org, group, month, seen, members, history, onHistory }: MonthsOf) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const shifts = useQuery(shiftsQuery(org));
  const sheets = useQuery(rosterStretchesQuery(org, group, seen.map(stretchOf)));
  const board = useMemo(() => boardOf(sheets.data ?? []), [sheets.data]);
  const failed = shifts.error ?? sheets.error;
  if (failed) return <Note tone="warn" alert>{sayWhy(failed)}</Note>;
  if (!shifts.data || !sheets.data) return <Waiting label={t("common.loading")} />;
  return <RotaEditor org={org} group={group} month={month} board={board} shifts={shifts.data} members={members} history={history} onHistory={onHistory} />;
}
