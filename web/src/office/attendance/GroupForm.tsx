/** How a group clocks: its week, the ways that it chose, its site, its people. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Check, Field, Note, Select, TextField } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { acts, type Arranged, facesQuery, type Plan, useAct, type Way } from "./attendance.data";
import type { Person } from "./MonthView";
import { planOf, type Written, written } from "./plan.model";
import "./words";

const ways = ["place", "network", "code", "wifi", "beacon", "field", "face", "machine"] as const satisfies readonly Way[];
const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

type Of = { org: string; of: Arranged | undefined; shifts: readonly { id: string; name: string }[]; members: readonly Person[]; onDone: () => void };

export function GroupForm({ org, of, shifts, members, onDone }: Of) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const [name, setName] = useState(of?.name ?? "");
  const [zone, setZone] = useState(of?.zone ?? "Asia/Shanghai");
  const [wish, setWish] = useState(written(of?.plan, shifts[0]?.id ?? ""));
  const [people, setPeople] = useState<readonly string[]>(of?.people ?? []);
  const [managers, setManagers] = useState<readonly string[]>(of?.managers ?? []);
  // Whoever tries again after the people were refused changes the group that is there already.
  const [made, setMade] = useState(of?.id);
  const save = useAct(org, async () => {
    const [plan, does] = [planOf(wish, of?.plan), acts(org)];
    const arranged = { name, plan, managers: [...managers] };
    const group = made ?? (await does.makeGroup({ ...arranged, zone })).id;
    if (made) await does.changeGroup({ ...arranged, group });
    setMade(group);
    await does.putPeople({ group, people: [...people] });
  });
  const { data: faces } = useQuery(facesQuery(org));
  const put = <Key extends keyof Written>(key: Key, value: Written[Key]) => setWish((known) => ({ ...known, [key]: value }));
  const typed = (key: "grace" | "overtime" | "exact") => ({ value: wish[key], onChange: (event: { target: { value: string } }) => put(key, event.target.value) });
  const turned = (list: readonly string[], one: string) => (list.includes(one) ? list.filter((other) => other !== one) : [...list, one]);
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(undefined, { onSuccess: onDone });
      }}
    >
      <h3>{t(of ? "attendance.edit" : "attendance.group_new")}</h3>
      <div className="row wrap work-form">
        <Field label={t("attendance.group_name")} hint={t("attendance.group_name_hint")} required maxLength={60} value={name} onChange={(event) => setName(event.target.value)} />
        <Field label={t("attendance.zone")} required disabled={made !== undefined} value={zone} onChange={(event) => setZone(event.target.value)} />
      </div>
      <div className="row wrap work-form">
        {weekdays.map((day, index) => (
          <Select
            key={day}
            label={t(`attendance.day_${day}`)}
            value={wish.week[index] ?? ""}
            onChange={(next) => put("week", wish.week.map((one, at) => (at === index ? next || null : one)))}
            choices={[{ value: "", label: t("attendance.rest") }, ...shifts.map(({ id, name: label }) => ({ value: id, label }))]}
          />
        ))}
      </div>
      <div className="row wrap work-form">
        <Select label={t("attendance.holidays")} value={wish.holidays} onChange={(next) => put("holidays", next as Plan["holidays"])} choices={(["china", "own"] as const).map((one) => ({ value: one, label: t(`attendance.holidays_${one}`) }))} />
        <Field label={t("attendance.grace")} type="number" min={0} max={240} required {...typed("grace")} />
        <Field label={t("attendance.overtime_from")} type="number" min={0} max={600} {...typed("overtime")} />
        <Select label={t("attendance.outside")} value={wish.outside} onChange={(next) => put("outside", next as Plan["outside"])} choices={(["mark", "refuse"] as const).map((one) => ({ value: one, label: t(`attendance.outside_${one}`) }))} />
      </div>
      <fieldset className="stack tight">
        <legend>{t("attendance.ways")}</legend>
        {ways.map((way) => (
          <Check key={way} checked={wish.ways.includes(way)} disabled={way === "face" && !faces?.here && !wish.ways.includes(way)} onChange={() => put("ways", turned(wish.ways, way) as Way[])}>
            {t(`attendance.way_${way}`)}
          </Check>
        ))}
        {wish.ways.includes("machine") ? <p className="small muted">{t("attendance.machine_choice")}</p> : null}
        {faces ? <p className="small muted">{t(faces.here ? "attendance.face_choice" : "attendance.face_absent")}</p> : null}
      </fieldset>
      <Site wish={wish} onSite={(site) => put("site", site)} />
      {wish.ways.includes("place") ? <Field label={t("attendance.exact_why")} hint={t("attendance.exact_hint")} maxLength={200} {...typed("exact")} /> : null}
      <Named title={t("attendance.people")} members={members} chosen={people} onTurn={(one) => setPeople(turned(people, one))} />
      <Named title={t("attendance.managers")} members={members} chosen={managers} onTurn={(one) => setManagers(turned(managers, one))} />
      <p className="small muted">{t("attendance.from_today")}</p>
      {save.isError ? <Note tone="warn" alert>{sayWhy(save.error)}</Note> : null}
      <div className="row wrap">
        <Button type="submit" weight="door" busy={save.isPending}>
          {t("attendance.save")}
        </Button>
        <Button weight="quiet" onClick={onDone}>
          {t("attendance.cancel")}
        </Button>
      </div>
    </form>
  );
}

function Site({ wish, onSite }: { wish: Written; onSite: (site: Written["site"]) => void }) {
  const { t } = useTranslation();
  const { ways: chosen, site } = wish;
  const field = (key: keyof Written["site"]) => ({ label: t(`attendance.site_${key}`), value: site[key], onChange: (event: { target: { value: string } }) => onSite({ ...site, [key]: event.target.value }) });
  const needs = (["place", "network", "wifi", "beacon", "field"] as const).some((way) => chosen.includes(way));
  if (!needs) return null;
  return (
    <fieldset className="stack tight work-box">
      <legend>{t("attendance.site")}</legend>
      <div className="row wrap work-form">
        <Field hint={t("attendance.plain_hint")} required maxLength={60} {...field("name")} />
        <Field required type="number" step="0.000001" min={-90} max={90} {...field("latitude")} />
        <Field required type="number" step="0.000001" min={-180} max={180} {...field("longitude")} />
        <Field required type="number" min={20} max={5_000} {...field("radius")} />
      </div>
      {chosen.includes("network") ? <TextField rows={2} {...field("networks")} /> : null}
      {chosen.includes("wifi") ? <TextField rows={2} {...field("wifi")} /> : null}
      {chosen.includes("beacon") ? <TextField rows={2} {...field("beacons")} /> : null}
      {chosen.includes("beacon") ? <p className="small muted">{t("attendance.plain_hint")}</p> : null}
    </fieldset>
  );
}

function Named({ title, members, chosen, onTurn }: { title: string; members: readonly Person[]; chosen: readonly string[]; onTurn: (person: string) => void }) {
  return (
    <fieldset className="stack tight">
      <legend>{title}</legend>
      {members.map(({ id, name }) => (
        <Check key={id} checked={chosen.includes(id)} onChange={() => onTurn(id)}>
          {name}
        </Check>
      ))}
    </fieldset>
  );
}
