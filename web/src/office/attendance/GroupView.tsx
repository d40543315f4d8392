/** A group for whoever looks after it: what waits, a day, a month, and both as a sheet. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Field, Note, Select, Waiting } from "@/ui/plain";
import { dayNow, showInstant } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { saveBlob } from "@/yard/rights/file";
import { acts, groupDayQuery, groupMonthQuery, useAct, waitingQuery } from "./attendance.data";
import { DayLine } from "./DayLine";
import { GroupFields } from "./GroupFields";
import { SilentMachines } from "./machine/SilentMachines";
import "./words";
import "./attendance.css";

type Named = { id: string; name: string };

export function GroupView({ org, groups, nameOf }: { org: string; groups: readonly Named[]; nameOf: (person: string) => string }) {
  const { t } = useTranslation();
  const [group, setGroup] = useState(groups[0]?.id ?? "");
  return (
    <>
      <SilentMachines org={org} />
      <Waits org={org} nameOf={nameOf} />
      {groups.length > 1 ? <Select label={t("attendance.group")} value={group} onChange={setGroup} choices={groups.map(({ id, name }) => ({ value: id, label: name }))} /> : null}
      {group ? <GroupDay key={`day ${group}`} org={org} group={group} nameOf={nameOf} /> : <Note>{t("attendance.no_groups")}</Note>}
      {group ? <GroupMonth key={`month ${group}`} org={org} group={group} /> : null}
    </>
  );
}

function Waits({ org, nameOf }: { org: string; nameOf: (person: string) => string }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const waiting = useQuery(waitingQuery(org));
  const decide = useAct(org, acts(org).decide);
  if (waiting.isError) return <Note tone="warn" alert>{sayWhy(waiting.error)}</Note>;
  if (!waiting.data || waiting.data.length === 0) return null;
  return (
    <section className="card stack" aria-labelledby="group-waits">
      <h2 id="group-waits">{t("attendance.waits")}</h2>
      <ul className="work-list">
        {waiting.data.map((one) => (
          <li key={one.id}>
            <span className="work-name">
              <strong>{`${nameOf(one.person)} · ${one.day} ${one.wall}`}</strong>
              <span className="small muted">{one.reason}</span>
            </span>
            <Button weight="quiet" busy={decide.isPending} onClick={() => decide.mutate({ correction: one.id, grants: false })}>
              {t("attendance.decline")}
            </Button>
            <Button busy={decide.isPending} onClick={() => decide.mutate({ correction: one.id, grants: true })}>
              {t("attendance.grant")}
            </Button>
          </li>
        ))}
      </ul>
      {decide.isError ? <Note tone="warn" alert>{sayWhy(decide.error)}</Note> : null}
    </section>
  );
}

function GroupDay({ org, group, nameOf }: { org: string; group: string; nameOf: (person: string) => string }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const [day, setDay] = useState(dayNow());
  const [after, setAfter] = useState<string>();
  const page = useQuery(groupDayQuery(org, group, day, after));
  return (
    <section className="card stack" aria-labelledby="group-day">
      <h2 id="group-day">{t("attendance.group_day")}</h2>
      <Field
        label={t("attendance.day")}
        type="date"
        value={day}
        onChange={(event) => {
          setDay(event.target.value || dayNow());
          setAfter(undefined);
        }}
      />
      <p className="small muted">{t("attendance.look_recorded")}</p>
      {page.isPending ? <Waiting label={t("common.loading")} /> : null}
      {page.isError ? <Note tone="warn" alert>{sayWhy(page.error)}</Note> : null}
      {page.data?.items.length === 0 ? <p className="muted">{t("attendance.nobody")}</p> : null}
      {page.data?.items.map((one) => (
        <div key={one.person} className="day-of">
          <h3>{one.name ?? t("attendance.left")}</h3>
          {one.days.map((each) => (
            <DayLine key={each.day} day={each} />
          ))}
        </div>
      ))}
      {page.data?.next ? <Button onClick={() => setAfter(page.data.next ?? undefined)}>{t("attendance.more")}</Button> : null}
      <GroupFields key={day} org={org} group={group} day={day} nameOf={nameOf} />
    </section>
  );
}

const columns = ["there_days", "late_times", "early_times", "missing", "absent_days", "leave", "overtime_min"] as const;

/** Leave is summed in hundredths of a day. */
const summed = (column: (typeof columns)[number], number: number) => (column === "leave" ? number / 100 : number);

function GroupMonth({ org, group }: { org: string; group: string }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const [month, setMonth] = useState(dayNow().slice(0, 7));
  const [after, setAfter] = useState<string>();
  const page = useQuery(groupMonthQuery(org, group, month, after));
  const [close, sheet] = [useAct(org, acts(org).close), useAct(org, acts(org).sheet)];
  const take = (form: "xlsx" | "csv") => sheet.mutate({ group, month, form, lang: i18n.language }, { onSuccess: (blob) => saveBlob(`attendance-${month}.${form}`, blob) });
  const failed = [page, close, sheet].find(({ isError }) => isError);
  const closed = page.data?.closed_at;
  return (
    <section className="card stack" aria-labelledby="group-month">
      <h2 id="group-month">{t("attendance.group_month")}</h2>
      <Field
        label={t("attendance.which_month")}
        type="month"
        value={month}
        onChange={(event) => {
          setMonth(event.target.value || dayNow().slice(0, 7));
          setAfter(undefined);
        }}
      />
      {closed ? <p className="small muted">{t("attendance.closed_at", { at: showInstant(closed, i18n.language) })}</p> : null}
      {page.isPending ? <Waiting label={t("common.loading")} /> : null}
      {page.data && page.data.items.length > 0 ? (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be within reach of a keyboard
        <div className="work-table" tabIndex={0} role="region" aria-labelledby="group-month">
          <table>
            <thead>
              <tr>
                <th scope="col">{t("attendance.name")}</th>
                {columns.map((column) => (
                  <th key={column} scope="col">
                    {t(`attendance.sum_${column}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {page.data.items.map(({ person, name, totals, closed: then }) => (
                <tr key={person}>
                  <th scope="row">{name ?? t("attendance.left")}</th>
                  {columns.map((column) => (
                    <td key={column}>
                      {summed(column, totals[column])}
                      {then && then[column] !== totals[column] ? <span className="small muted">{` (${t("attendance.was", { number: summed(column, then[column]) })})`}</span> : null}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
      <div className="row wrap">
        <Button busy={sheet.isPending} onClick={() => take("xlsx")}>
          {t("attendance.take_xlsx")}
        </Button>
        <Button busy={sheet.isPending} onClick={() => take("csv")}>
          {t("attendance.take_csv")}
        </Button>
        {closed ? null : (
          <Button weight="quiet" busy={close.isPending} onClick={() => close.mutate({ group, month })}>
            {t("attendance.close")}
          </Button>
        )}
        {page.data?.next ? <Button onClick={() => setAfter(page.data.next ?? undefined)}>{t("attendance.more")}</Button> : null}
      </div>
      {failed ? <Note tone="warn" alert>{sayWhy(failed.error)}</Note> : null}
    </section>
  );
}
