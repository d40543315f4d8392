/** What a form shows while it is filled in. The house checks and reckons; here it is only made visible at once. */
import type { Field, Step, Test, Values } from "./approval.data";

const asNumber = (value: unknown): number | undefined => {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : Number.NaN;
  return Number.isFinite(number) ? number : undefined;
};

/** Whether a condition holds of what stands in the form; what concerns the asker's department only the house knows. */
export function holds(test: Test, values: Values): boolean {
  const value = values[test.field];
  if (test.op === "has") return Array.isArray(value) ? value.includes(test.value) : value === test.value;
  if (value === undefined || value === null || value === "") return test.op === "ne";
  const own = typeof value === "boolean" ? String(value) : value;
  const [one, other] = [asNumber(own), asNumber(test.value)];
  const order = one !== undefined && other !== undefined ? one - other : String(own) < test.value ? -1 : String(own) > test.value ? 1 : 0;
  return { eq: order === 0, ne: order !== 0, lt: order < 0, le: order <= 0, gt: order > 0, ge: order >= 0 }[test.op];
}

/** The fields that are shown. */
export const shown = (fields: readonly Field[], values: Values): Field[] => fields.filter(({ when }) => (when ?? []).every((test) => holds(test, values)));

/** The fields that whoever asks fills in: not those that are left to steps. */
export const askedFields = (fields: readonly Field[]): Field[] => fields.filter((field) => !field.by_step);

/** Whether a step may change it. */
export const isChangeable = ({ kind }: Field): boolean => kind !== "formula" && kind !== "linked" && kind !== "note";

/** What is sent: of fields that are shown, and nothing that is reckoned or explains. */
export function sent(fields: readonly Field[], values: Values): Values {
  const own = shown(fields, values).filter(({ kind }) => kind !== "formula" && kind !== "note");
  return Object.fromEntries(own.flatMap(({ id }) => (values[id] === undefined || values[id] === "" ? [] : [[id, values[id]]])));
}

/** The steps at which the asker chooses who decides. */
export function choosing(steps: readonly Step[]): { id: string; name: string }[] {
  return steps.flatMap((step) => {
    if (step.kind === "parallel") return step.arms.flatMap(choosing);
    if (step.kind === "branch") return [...step.arms.flatMap((arm) => choosing(arm.steps)), ...choosing(step.otherwise ?? [])];
    return step.who.some(({ by }) => by === "chosen") ? [{ id: step.id, name: step.name }] : [];
  });
}

/** A name within a form that no other has: `field_3`. */
export function freshId(prefix: string, taken: ReadonlySet<string>): string {
  for (let at = 1; ; at += 1) if (!taken.has(`${prefix}_${at}`)) return `${prefix}_${at}`;
}

/** All names of steps, branches and parallels. */
export function stepIds(steps: readonly Step[]): string[] {
  return steps.flatMap((step) => {
    if (step.kind === "parallel") return [step.id, ...step.arms.flatMap(stepIds)];
    if (step.kind === "branch") return [step.id, ...step.arms.flatMap((arm) => stepIds(arm.steps)), ...stepIds(step.otherwise ?? [])];
    return [step.id];
  });
}

/** The list with one of it elsewhere: up (-1) or down (+1). */
export function moved<T>(all: readonly T[], at: number, by: -1 | 1): T[] {
  const to = at + by;
  const [one, other] = [all[at], all[to]];
  if (one === undefined || other === undefined) return [...all];
  return all.map((item, index) => (index === at ? other : index === to ? one : item));
}

/** The form with these fields: no step hides or changes a field that is gone, and the calendar hangs on none. */
export function withFields<T extends { fields: readonly Field[]; steps: readonly Step[]; away?: string | null }>(drawn: T, fields: Field[]): T {
  const ids = new Set(fields.map(({ id }) => id));
  const pruned = (steps: readonly Step[]): Step[] =>
    steps.map((step) => {
      if (step.kind === "parallel") return { ...step, arms: step.arms.map(pruned) };
      if (step.kind === "branch") return { ...step, arms: step.arms.map((arm) => ({ ...arm, steps: pruned(arm.steps) })), otherwise: pruned(step.otherwise ?? []) };
      if (step.kind !== "decide") return step;
      const kept = (own: readonly string[] | undefined) => (own ?? []).filter((id) => ids.has(id));
      return { ...step, hidden: kept(step.hidden), editable: kept(step.editable) };
    });
  return { ...drawn, fields, steps: pruned(drawn.steps), away: drawn.away && ids.has(drawn.away) ? drawn.away : null };
}
