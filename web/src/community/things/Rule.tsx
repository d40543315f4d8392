/** A rule in words, and as a form: when something becomes so, commands are given. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Field, Note, Select } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { useSays } from "./says";
import { Steps } from "./Steps";
import { type Part, type Step, useHome, type When } from "./things.data";
import { aspectsOf, nameOf, valueOf } from "./things.model";

/** Minutes of a day as a clock shows them. */
const clock = (minute: number) => `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
/** Minutes that the clocks here are before UTC: a rule is made where its home is. */
const offsetHere = () => -new Date().getTimezoneOffset();
const minuteOf = (typed: string) => {
  const [hours = 0, minutes = 0] = typed.split(":").map(Number);
  return hours * 60 + minutes;
};

export function useSayWhen(parts: readonly Part[]) {
  const { t } = useTranslation();
  const { value, known } = useSays();
  return ({ part, aspect, equals, from_minute: from, until_minute: until }: When) => {
    const of = parts.find(({ id }) => id === part);
    const becomes = { aspect: known(`things.aspect_${aspect}`, aspect), value: value(aspect, equals, of) };
    const when = t("things.when_says", { name: of ? nameOf(of) : t("things.gone"), ...becomes });
    return typeof from === "number" && typeof until === "number" ? `${when} (${clock(from)}–${clock(until)})` : when;
  };
}

export function MakeRule({ home, parts, onDone }: { home: string; parts: readonly Part[]; onDone: () => void }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const { value, known } = useSays();
  const { addRule } = useHome(home);
  const heard = parts.filter((part) => aspectsOf(part).length > 0);
  const [wish, setWish] = useState({ name: "", part: "", aspect: "", equals: "", from: "", until: "" });
  const [steps, setSteps] = useState<Step[]>([]);
  const set = (change: Partial<typeof wish>) => setWish((before) => ({ ...before, ...change }));
  const part = heard.find(({ id }) => id === wish.part) ?? heard[0];
  const aspects = part ? aspectsOf(part) : [];
  const aspect = aspects.find((one) => one === wish.aspect) ?? aspects[0] ?? "";
  const isYesNo = aspect === "on" || aspect === "locked" || typeof part?.state[aspect] === "boolean";
  const equals = isYesNo && wish.equals !== "false" ? "true" : wish.equals;
  const hasSpan = Boolean(wish.from && wish.until);
  const send = () => {
    if (!part) return;
    const span = hasSpan ? { from_minute: minuteOf(wish.from), until_minute: minuteOf(wish.until), offset_minutes: offsetHere() } : {};
    addRule.mutate({ name: wish.name, when: { part: part.id, aspect, equals: valueOf(equals), ...span }, steps }, { onSuccess: onDone });
  };
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <Field label={t("things.plan_name")} hint={t("things.rule_hint")} value={wish.name} maxLength={40} required autoComplete="off" onChange={(event) => set({ name: event.target.value })} />
      <div className="row wrap home-form">
        <Select label={t("things.when_part")} value={part?.id ?? ""} onChange={(to) => set({ part: to, aspect: "", equals: "" })} choices={heard.map((one) => ({ value: one.id, label: nameOf(one) }))} />
        <Select label={t("things.when_aspect")} value={aspect} onChange={(to) => set({ aspect: to, equals: "" })} choices={aspects.map((one) => ({ value: one, label: known(`things.aspect_${one}`, one) }))} />
        {isYesNo ? (
          <Select label={t("things.when_equals")} value={equals} onChange={(to) => set({ equals: to })} choices={["true", "false"].map((one) => ({ value: one, label: value(aspect, one === "true", part) }))} />
        ) : (
          <Field label={t("things.when_equals")} value={equals} required autoComplete="off" onChange={(event) => set({ equals: event.target.value })} />
        )}
      </div>
      <div className="row wrap home-form">
        <Field label={t("things.when_from")} type="time" value={wish.from} required={wish.until !== ""} onChange={(event) => set({ from: event.target.value })} />
        <Field label={t("things.when_until")} type="time" value={wish.until} required={wish.from !== ""} onChange={(event) => set({ until: event.target.value })} />
      </div>
      <Steps parts={parts} steps={steps} onChange={setSteps} />
      {addRule.isError ? <Note tone="warn" alert>{sayWhy(addRule.error)}</Note> : null}
      <Button type="submit" weight="door" busy={addRule.isPending} disabled={!wish.name.trim() || !part || steps.length === 0}>
        {t("things.keep")}
      </Button>
    </form>
  );
}
