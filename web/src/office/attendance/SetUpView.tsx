/** What those who run the organisation arrange: shifts, and groups with their plans, people and screens. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Field, Note, Select, Waiting } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { acts, type Arranged, groupsQuery, type Shift, shiftsQuery, useAct } from "./attendance.data";
import { FacesView } from "./FacesView";
import { GroupForm } from "./GroupForm";
import { MachinesView } from "./machine/MachinesView";
import type { Person } from "./MonthView";
import { minuteOf, wallOf } from "./plan.model";
import "./words";
import "./attendance.css";

export function SetUpView({ org, members }: { org: string; members: readonly Person[] }) {
  return (
    <>
      <Shifts org={org} />
      <Groups org={org} members={members} />
      <MachinesView org={org} members={members} />
      <FacesView org={org} />
    </>
  );
}

function Shifts({ org }: { org: string }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const shifts = useQuery(shiftsQuery(org));
  const [make, end] = [useAct(org, acts(org).makeShift), useAct(org, acts(org).endShift)];
  const [wish, setWish] = useState({ name: "", kind: "fixed" as Shift["kind"], from: "09:00", until: "18:00", hours: "8" });
  const change = (name: "name" | "from" | "until" | "hours") => (event: { target: { value: string } }) => setWish((known) => ({ ...known, [name]: event.target.value }));
  const say = (shift: Shift) =>
    shift.kind === "fixed"
      ? shift.spans.map(({ begin, end: until }) => `${wallOf(begin)}–${wallOf(until)}`).join(" ")
      : shift.kind === "flexible"
        ? `${wallOf(shift.from)}–${wallOf(shift.until)} · ${t("attendance.worked", { hours: shift.minutes / 60 })}`
        : t("attendance.worked", { hours: shift.minutes / 60 });
  const shiftOf = (): Shift => {
    const [from, until, minutes] = [minuteOf(wish.from), minuteOf(wish.until), Math.round(Number(wish.hours) * 60)];
    if (wish.kind === "fixed") return { kind: "fixed", spans: [{ begin: from, end: until > from ? until : until + 1_440 }] };
    return wish.kind === "flexible" ? { kind: "flexible", from, until, minutes, pause: 0 } : { kind: "free", minutes };
  };
  const failed = [shifts, make, end].find(({ isError }) => isError);
  return (
    <section className="card stack" aria-labelledby="set-shifts">
      <h2 id="set-shifts">{t("attendance.shifts")}</h2>
      <ul className="work-list">
        {shifts.data?.filter(({ ended }) => !ended).map(({ id, name, shift }) => (
          <li key={id}>
            <span className="work-name">
              <strong>{name}</strong> <span className="muted">{say(shift)}</span>
            </span>
            <Button weight="quiet" busy={end.isPending} onClick={() => end.mutate(id)}>
              {t("attendance.shift_end")}
            </Button>
          </li>
        ))}
      </ul>
      <form
        className="row wrap work-form"
        onSubmit={(event) => {
          event.preventDefault();
          make.mutate({ name: wish.name, shift: shiftOf() }, { onSuccess: () => setWish((known) => ({ ...known, name: "" })) });
        }}
      >
        <Field label={t("attendance.shift_name")} hint={t("attendance.plain_hint")} required maxLength={60} value={wish.name} onChange={change("name")} />
        <Select label={t("attendance.kind")} value={wish.kind} onChange={(next) => setWish((known) => ({ ...known, kind: next as Shift["kind"] }))} choices={(["fixed", "flexible", "free"] as const).map((kind) => ({ value: kind, label: t(`attendance.kind_${kind}`) }))} />
        {wish.kind === "free" ? null : <Field label={t("attendance.from")} type="time" required value={wish.from} onChange={change("from")} />}
        {wish.kind === "free" ? null : <Field label={t("attendance.until")} type="time" required value={wish.until} onChange={change("until")} />}
        {wish.kind === "fixed" ? null : <Field label={t("attendance.hours")} type="number" min={0} max={16} step="0.5" value={wish.hours} onChange={change("hours")} />}
        <Button type="submit" busy={make.isPending}>
          {t("attendance.shift_make")}
        </Button>
      </form>
      {failed ? <Note tone="warn" alert>{sayWhy(failed.error)}</Note> : null}
    </section>
  );
}

function Groups({ org, members }: { org: string; members: readonly Person[] }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const groups = useQuery(groupsQuery(org));
  const shifts = useQuery(shiftsQuery(org));
  const screen = useAct(org, acts(org).makeScreen);
  const [edits, setEdits] = useState<Arranged | "new">();
  if (groups.isPending || shifts.isPending) return <Waiting label={t("common.loading")} />;
  const failed = [groups, shifts, screen].find(({ isError }) => isError);
  const open = shifts.data?.filter(({ ended }) => !ended) ?? [];
  // A shift that ended stays in the week that has it.
  const choices = (of: Arranged | undefined) => shifts.data?.filter(({ id, ended }) => !ended || of?.plan?.week.includes(id)) ?? [];
  return (
    <section className="card stack" aria-labelledby="set-groups">
      <h2 id="set-groups">{t("attendance.groups")}</h2>
      <ul className="work-list">
        {groups.data?.map((group) => (
          <li key={group.id}>
            <span className="work-name">
              <strong>{group.name}</strong>
              <span className="small muted">
                {t("attendance.people_count", { count: group.people.length })}
                {group.plan ? ` · ${group.plan.ways.map((way) => t(`attendance.way_${way}`)).join(" · ")}` : ""}
              </span>
            </span>
            {group.plan?.ways.includes("code") ? (
              <Button weight="quiet" busy={screen.isPending} onClick={() => screen.mutate(group.id)}>
                {t("attendance.screen_make")}
              </Button>
            ) : null}
            <Button onClick={() => setEdits(group)}>{t("attendance.edit")}</Button>
          </li>
        ))}
      </ul>
      {screen.data ? (
        <Note>
          {t("attendance.screen_link")}{" "}
          <a href={`/screen#${screen.data.token}`} target="_blank" rel="noreferrer">{`${location.origin}/screen#${screen.data.token}`}</a>
        </Note>
      ) : null}
      {edits ? (
        <GroupForm key={edits === "new" ? "new" : edits.id} org={org} of={edits === "new" ? undefined : edits} shifts={choices(edits === "new" ? undefined : edits)} members={members} onDone={() => setEdits(undefined)} />
      ) : open.length > 0 ? (
        <Button weight="door" onClick={() => setEdits("new")}>
          {t("attendance.group_new")}
        </Button>
      ) : (
        <p className="muted">{t("attendance.shift_first")}</p>
      )}
      {failed ? <Note tone="warn" alert>{sayWhy(failed.error)}</Note> : null}
    </section>
  );
}
