/** The commands of a scene or a rule. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Field, Select } from "@/ui/plain";
import { useSays } from "./says";
import type { Part, Step } from "./things.data";
import { colours, commandOf, nameOf, wants } from "./things.model";

type Props = { parts: readonly Part[]; steps: readonly Step[]; onChange: (steps: Step[]) => void };

const MAX = 20;

export function useSayStep(parts: readonly Part[]) {
  const { t } = useTranslation();
  const { command } = useSays();
  return ({ part, command: wish }: Step) => {
    const of = parts.find(({ id }) => id === part);
    return `${of ? nameOf(of) : t("things.gone")}: ${command(wish)}`;
  };
}

export function Steps({ parts, steps, onChange }: Props) {
  const { t } = useTranslation();
  const say = useSayStep(parts);
  return (
    <fieldset className="stack tight">
      <legend>{t("things.steps")}</legend>
      <ol className="step-list">
        {steps.map((step, at) => (
          <li key={`${step.part} ${step.command.act} ${at}`}>
            <span className="row wrap apart">
              {say(step)}
              <Button weight="quiet" aria-label={t("things.step_remove_of", { step: say(step) })} onClick={() => onChange(steps.filter((_, one) => one !== at))}>
                {t("things.step_remove")}
              </Button>
            </span>
          </li>
        ))}
      </ol>
      {steps.length < MAX ? <Add parts={parts} onAdd={(step) => onChange([...steps, step])} /> : null}
    </fieldset>
  );
}

function Add({ parts, onAdd }: { parts: readonly Part[]; onAdd: (step: Step) => void }) {
  const { t } = useTranslation();
  const { act: say, known } = useSays();
  const able = parts.filter(({ does }) => does.length > 0);
  const [chosen, setChosen] = useState<{ part?: string; act?: string; typed: string }>({ typed: "" });
  const part = able.find(({ id }) => id === chosen.part) ?? able[0];
  if (!part) return <p className="muted">{t("things.steps_none")}</p>;
  const act = part.does.find((word) => word === chosen.act) ?? part.does[0] ?? "";
  const beside = wants(act);
  const choices =
    beside === "colour"
      ? Object.keys(colours).map((value) => ({ value, label: t(`things.colour_${value as keyof typeof colours}`) }))
      : part.choices.map((value) => ({ value, label: known(`things.mode_${value}`, value) }));
  const hasChoices = beside === "colour" || beside === "choice";
  const typed = hasChoices && !choices.some(({ value }) => value === chosen.typed) ? (choices[0]?.value ?? "") : chosen.typed;
  const command = commandOf(act, typed);
  return (
    <span className="row wrap home-form">
      <Select label={t("things.step_part")} value={part.id} onChange={(to) => setChosen({ part: to, typed: "" })} choices={able.map((one) => ({ value: one.id, label: nameOf(one) }))} />
      <Select label={t("things.step_act")} value={act} onChange={(to) => setChosen({ part: part.id, act: to, typed: "" })} choices={part.does.map((value) => ({ value, label: say(value) }))} />
      {hasChoices ? <Select label={t("things.step_value")} value={typed} onChange={(to) => setChosen({ ...chosen, part: part.id, act, typed: to })} choices={choices} /> : null}
      {beside === "percent" || beside === "degrees" || beside === "number" ? (
        <Field label={t(`things.step_${beside}`)} type="number" step="any" value={typed} onChange={(event) => setChosen({ ...chosen, part: part.id, act, typed: event.target.value })} />
      ) : null}
      <Button disabled={!command} onClick={() => (command ? onAdd({ part: part.id, command }) : undefined)}>
        {t("things.step_add")}
      </Button>
    </span>
  );
}
