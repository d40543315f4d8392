/** A row of a process: steps, branches and parallels, each with rows of its own. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Check, Field as Line, Select } from "@/ui/plain";
import { Flaws, Moves } from "./DrawView";
import { People } from "./People";
import { Tests } from "./Tests";
import { type Decide, type Field, type Flaw, type Step, type Who, departmentsQuery, settingsQuery } from "./approval.data";
import { freshId, isChangeable, moved } from "./fill.model";

const DEPTH_MAX = 5;
type StepsProps = { org: string; steps: readonly Step[]; fields: readonly Field[]; taken: ReadonlySet<string>; flawsOf: (at: string) => Flaw[]; depth: number; onChange: (steps: Step[]) => void };

export function Steps(props: StepsProps) {
  const { steps, taken, depth, onChange } = props;
  const { t } = useTranslation();
  const [kind, setKind] = useState<Step["kind"]>("decide");
  const set = (at: number, next: Step) => onChange(steps.map((one, index) => (index === at ? next : one)));
  const kinds = depth < DEPTH_MAX ? (["decide", "copy", "branch", "parallel"] as const) : (["decide", "copy"] as const);
  const add = () => {
    const id = freshId("step", taken);
    const fresh: Record<Step["kind"], Step> = {
      decide: { kind: "decide", id, name: t("approval.step_decide"), who: [{ by: "administrators" }], mode: "any", if_nobody: "administrators", hours: null, when_late: "remind" },
      copy: { kind: "copy", id, name: t("approval.step_copy"), who: [{ by: "asker" }] },
      branch: { kind: "branch", id, arms: [{ name: t("approval.arm"), when: [], steps: [] }], otherwise: [] },
      parallel: { kind: "parallel", id, arms: [[], []] },
    };
    onChange([...steps, fresh[kind]]);
  };
  return (
    <div className="stack tight">
      {steps.map((step, at) => (
        <OneStep key={step.id} {...props} step={step} onStep={(next) => set(at, next)} onRemove={() => onChange(steps.filter((_, index) => index !== at))} onMove={(by) => onChange(moved(steps, at, by))} />
      ))}
      <div className="row wrap approval-line">
        <Select label={t("approval.step_kind")} value={kind} onChange={(value) => setKind(value as Step["kind"])} choices={kinds.map((value) => ({ value, label: t(`approval.step_${value}`) }))} />
        <Button icon="plus" onClick={add}>
          {t("approval.step_add")}
        </Button>
      </div>
    </div>
  );
}

type OneProps = StepsProps & { step: Step; onStep: (step: Step) => void; onRemove: () => void; onMove: (by: -1 | 1) => void };

function OneStep(props: OneProps) {
  const { step, flawsOf, onRemove, onMove } = props;
  const { t } = useTranslation();
  const name = "name" in step ? step.name : t(`approval.step_${step.kind}`);
  const flaws = flawsOf(step.id);
  return (
    <details className="approval-row" open={flaws.length > 0 || step.kind === "branch" || step.kind === "parallel" || undefined}>
      <summary>
        <span className="approval-grow">{name}</span> <span className="tag">{t(`approval.step_${step.kind}`)}</span>
      </summary>
      <div className="stack tight">
        <Flaws flaws={flaws} />
        <Inside {...props} />
        <Moves name={name} onRemove={onRemove} onMove={onMove} />
      </div>
    </details>
  );
}

function Inside(props: OneProps) {
  const { org, step, fields, depth, onStep } = props;
  const { t } = useTranslation();
  switch (step.kind) {
    case "decide":
      return <Deciding org={org} step={step} fields={fields} onStep={onStep} />;
    case "copy":
      return (
        <>
          <Line label={t("approval.step_name")} value={step.name} maxLength={60} onChange={(event) => onStep({ ...step, name: event.target.value })} />
          <WhoRows org={org} who={step.who} fields={fields} isCopy onChange={(who) => onStep({ ...step, who })} />
        </>
      );
    case "branch":
      return (
        <>
          {step.arms.map((arm, at) => {
            const set = (next: Partial<typeof arm>) => onStep({ ...step, arms: step.arms.map((one, index) => (index === at ? { ...one, ...next } : one)) });
            return (
              // oxlint-disable-next-line no-array-index-key
              <fieldset key={at} className="approval-set approval-arm stack tight">
                <legend>{arm.name}</legend>
                <Line label={t("approval.arm_name")} value={arm.name} maxLength={60} onChange={(event) => set({ name: event.target.value })} />
                <Tests label={t("approval.arm_when")} tests={arm.when} fields={fields} onChange={(when) => set({ when })} />
                <Steps {...props} steps={arm.steps} depth={depth + 1} onChange={(steps) => set({ steps })} />
                {step.arms.length > 1 ? (
                  <div>
                    <Button onClick={() => onStep({ ...step, arms: step.arms.filter((_, index) => index !== at) })}>{t("approval.arm_remove")}</Button>
                  </div>
                ) : null}
              </fieldset>
            );
          })}
          <div>
            <Button icon="plus" onClick={() => onStep({ ...step, arms: [...step.arms, { name: t("approval.arm"), when: [], steps: [] }] })}>
              {t("approval.arm_add")}
            </Button>
          </div>
          <fieldset className="approval-set approval-arm stack tight">
            <legend>{t("approval.otherwise")}</legend>
            <Steps {...props} steps={step.otherwise ?? []} depth={depth + 1} onChange={(otherwise) => onStep({ ...step, otherwise })} />
          </fieldset>
        </>
      );
    case "parallel":
      return (
        <>
          {step.arms.map((arm, at) => (
            // oxlint-disable-next-line no-array-index-key
            <fieldset key={at} className="approval-set approval-arm stack tight">
              <legend>{t("approval.side", { number: at + 1 })}</legend>
              <Steps {...props} steps={arm} depth={depth + 1} onChange={(steps) => onStep({ ...step, arms: step.arms.map((one, index) => (index === at ? steps : one)) })} />
            </fieldset>
          ))}
          <div>
            <Button icon="plus" onClick={() => onStep({ ...step, arms: [...step.arms, []] })}>
              {t("approval.side_add")}
            </Button>
          </div>
        </>
      );
  }
}

function Deciding({ org, step, fields, onStep }: { org: string; step: Decide; fields: readonly Field[]; onStep: (step: Step) => void }) {
  const { t } = useTranslation();
  const set = (next: Partial<Decide>) => onStep({ ...step, ...next });
  const [hidden, editable] = [step.hidden ?? [], step.editable ?? []];
  return (
    <>
      <Line label={t("approval.step_name")} value={step.name} maxLength={60} onChange={(event) => set({ name: event.target.value })} />
      <WhoRows org={org} who={step.who} fields={fields} onChange={(who) => set({ who })} />
      <div className="row wrap approval-line">
        <Select label={t("approval.mode")} value={step.mode ?? "any"} onChange={(mode) => set({ mode: mode as "any" | "all" | "sequence" })} choices={(["any", "all", "sequence"] as const).map((value) => ({ value, label: t(`approval.mode_${value}`) }))} />
        <Select
          label={t("approval.if_nobody")}
          value={step.if_nobody ?? "administrators"}
          onChange={(if_nobody) => set({ if_nobody: if_nobody as "administrators" | "pass" })}
          choices={(["administrators", "pass"] as const).map((value) => ({ value, label: t(`approval.nobody_${value}`) }))}
        />
      </div>
      <div className="row wrap approval-line">
        <Line label={t("approval.hours")} type="number" min={1} max={2160} value={step.hours ?? ""} onChange={(event) => set({ hours: event.target.value ? Number(event.target.value) : null })} />
        {step.hours ? (
          <Select
            label={t("approval.when_late")}
            value={step.when_late ?? "remind"}
            onChange={(when_late) => set({ when_late: when_late as "remind" | "hand_on" | "approve" | "refuse" })}
            choices={(["remind", "hand_on", "approve", "refuse"] as const).map((value) => ({ value, label: t(`approval.late_${value}`) }))}
          />
        ) : null}
      </div>
      <Ticked title={t("approval.hides")} lead={t("approval.hides_lead")} fields={fields} ticked={hidden} onChange={(ids) => set({ hidden: ids, editable: editable.filter((id) => !ids.includes(id)) })} />
      <Ticked title={t("approval.edits")} lead={t("approval.edits_lead")} fields={fields.filter((field) => isChangeable(field) && !hidden.includes(field.id))} ticked={editable} onChange={(ids) => set({ editable: ids })} />
    </>
  );
}

/** Fields of which some are ticked; those that are none of these are ticked no longer. */
function Ticked({ title, lead, fields, ticked, onChange }: { title: string; lead: string; fields: readonly Field[]; ticked: readonly string[]; onChange: (ids: string[]) => void }) {
  if (fields.length === 0) return null;
  const here = ticked.filter((id) => fields.some((field) => field.id === id));
  return (
    <details>
      <summary>{title}</summary>
      <fieldset className="approval-set stack tight">
        <legend>{lead}</legend>
        {fields.map(({ id, label }) => (
          <Check key={id} checked={here.includes(id)} onChange={(is) => onChange(is ? [...here, id] : here.filter((other) => other !== id))}>
            {label || id}
          </Check>
        ))}
      </fieldset>
    </details>
  );
}

function WhoRows({ org, who, fields, isCopy, onChange }: { org: string; who: readonly Who[]; fields: readonly Field[]; isCopy?: boolean; onChange: (who: Who[]) => void }) {
  const { t } = useTranslation();
  const set = (at: number, next: Who) => onChange(who.map((one, index) => (index === at ? next : one)));
  return (
    <fieldset className="approval-set stack tight">
      <legend>{t(isCopy ? "approval.who_told" : "approval.who")}</legend>
      {who.map((one, at) => (
        // oxlint-disable-next-line no-array-index-key
        <div key={at} className="stack tight">
          <WhoRow org={org} one={one} fields={fields} isCopy={isCopy ?? false} onChange={(next) => set(at, next)} />
          {who.length > 1 ? (
            <div>
              <Button onClick={() => onChange(who.filter((_, index) => index !== at))}>{t("approval.remove")}</Button>
            </div>
          ) : null}
        </div>
      ))}
      <div>
        <Button icon="plus" onClick={() => onChange([...who, { by: "administrators" }])}>
          {t("approval.who_add")}
        </Button>
      </div>
    </fieldset>
  );
}

function WhoRow({ org, one, fields, isCopy, onChange }: { org: string; one: Who; fields: readonly Field[]; isCopy: boolean; onChange: (who: Who) => void }) {
  const { t } = useTranslation();
  const departments = useQuery(departmentsQuery(org)).data?.items ?? [];
  const roles = useQuery(settingsQuery(org)).data?.settings.roles ?? [];
  const people = fields.filter(({ kind }) => kind === "person");
  const [role, department, field] = [roles[0], departments[0], people[0]];
  const fresh: Partial<Record<Who["by"], Who>> = {
    head: { by: "head", level: 1 },
    people: { by: "people", people: [] },
    administrators: { by: "administrators" },
    ...(role ? { role: { by: "role", role: role.id } } : {}),
    ...(department ? { department: { by: "department", department: department.id } } : {}),
    ...(field ? { field: { by: "field", field: field.id } } : {}),
    ...(isCopy ? { asker: { by: "asker" } } : { chosen: { by: "chosen" } }),
    [one.by]: one,
  };
  return (
    <div className="stack tight">
      <Select label={t("approval.who_by")} value={one.by} onChange={(by) => onChange(fresh[by as Who["by"]] ?? one)} choices={(Object.keys(fresh) as Who["by"][]).map((value) => ({ value, label: t(`approval.by_${value}`) }))} />
      {one.by === "head" ? <Select label={t("approval.level")} value={String(one.level)} onChange={(level) => onChange({ by: "head", level: Number(level) })} choices={[1, 2, 3, 4, 5].map((level) => ({ value: String(level), label: t("approval.level_nth", { level }) }))} /> : null}
      {one.by === "people" ? <People org={org} label={t("approval.whom")} chosen={one.people} onChange={(chosen) => onChange({ by: "people", people: chosen })} /> : null}
      {one.by === "role" ? <Select label={t("approval.role")} value={one.role} onChange={(next) => onChange({ by: "role", role: next })} choices={roles.map(({ id: value, name }) => ({ value, label: name }))} /> : null}
      {one.by === "department" ? <Select label={t("approval.department")} value={one.department} onChange={(next) => onChange({ by: "department", department: next })} choices={departments.map(({ id: value, name }) => ({ value, label: name }))} /> : null}
      {one.by === "field" ? <Select label={t("approval.field")} value={one.field} onChange={(next) => onChange({ by: "field", field: next })} choices={people.map(({ id: value, label }) => ({ value, label }))} /> : null}
    </div>
  );
}
