/** What a part of a device can be made to do. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Hold } from "@/community/doors/Hold";
import { Button, Select } from "@/ui/plain";
import { useSays } from "./says";
import type { Command, Part } from "./things.data";
import { colours, commandOf, nameOf, wants } from "./things.model";

type Props = { part: Part; busy: boolean; onAct: (command: Command) => void };

/** One press each; of on and off the one that is not so. */
const PRESSES = ["on", "off", "open", "stop", "close", "lock", "press"] as const;

export function Controls({ part, busy, onAct }: Props) {
  const { t } = useTranslation();
  const { act: say } = useSays();
  const does = new Set(part.does);
  const isOn = part.state["on"];
  const isIdle = (act: string) => (act === "on" && isOn === true) || (act === "off" && isOn === false) || (act === "lock" && part.state["locked"] === true);
  const name = nameOf(part);
  return (
    <span className="part-controls">
      {PRESSES.filter((act) => does.has(act) && !isIdle(act)).map((act) => (
        <Button key={act} aria-label={t("things.act_of", { act: say(act), name })} busy={busy} onClick={() => onAct({ act })}>
          {say(act)}
        </Button>
      ))}
      {does.has("unlock") && part.state["locked"] !== false ? (
        <Hold name={t("things.unlock_of", { name })} busy={busy} onHeld={() => onAct({ act: "unlock" })}>
          {(holds) => <span>{t(holds ? "things.holds" : "things.unlock")}</span>}
        </Hold>
      ) : null}
      {(["brightness", "position"] as const).filter((act) => does.has(act)).map((act) => (
        <Share key={`${act} ${String(part.state[act])}`} label={t("things.act_of", { act: say(act), name })} value={Number(part.state[act] ?? 0)} onSet={(percent) => onAct({ act, percent })} />
      ))}
      {does.has("color") ? (
        <Select
          label={t("things.act_of", { act: say("color"), name })}
          value=""
          disabled={busy}
          onChange={(typed) => given(commandOf("color", typed), onAct)}
          choices={[{ value: "", label: "—" }, ...Object.keys(colours).map((value) => ({ value, label: t(`things.colour_${value as keyof typeof colours}`) }))]}
        />
      ) : null}
      {part.does.filter((act) => wants(act) === "choice").map((act) => (
        <Choice key={act} part={part} act={act} busy={busy} onAct={onAct} />
      ))}
      {(["target", "number"] as const).filter((act) => does.has(act)).map((act) => (
        <Measure key={`${act} ${String(part.state[act === "target" ? "target" : "value"])}`} part={part} act={act} busy={busy} onAct={onAct} />
      ))}
    </span>
  );
}

const given = (command: Command | undefined, onAct: Props["onAct"]) => (command ? onAct(command) : undefined);

function Choice({ part, act, busy, onAct }: Props & { act: string }) {
  const { t } = useTranslation();
  const { act: say, known } = useSays();
  const now = String(part.state[act === "mode" ? "mode" : "value"] ?? "");
  const words = part.choices.includes(now) ? part.choices : [now, ...part.choices];
  return (
    <Select
      label={t("things.act_of", { act: say(act), name: nameOf(part) })}
      value={now}
      disabled={busy}
      onChange={(typed) => given(commandOf(act, typed), onAct)}
      choices={words.map((value) => ({ value, label: value ? known(`things.mode_${value}`, value) : "—" }))}
    />
  );
}

/** A share of a hundred: it is said when the finger lets go. Made anew with each state that comes. */
function Share({ label, value, onSet }: { label: string; value: number; onSet: (percent: number) => void }) {
  const [typed, setTyped] = useState(value);
  const let_go = () => (typed === value ? undefined : onSet(typed));
  return (
    <label className="field">
      <span>{label}</span>
      <input type="range" min={0} max={100} value={typed} onChange={(event) => setTyped(Number(event.target.value))} onPointerUp={let_go} onKeyUp={let_go} />
    </label>
  );
}

function Measure({ part, act, busy, onAct }: Props & { act: "target" | "number" }) {
  const { t } = useTranslation();
  const { act: say } = useSays();
  const [typed, setTyped] = useState(String(part.state[act === "target" ? "target" : "value"] ?? ""));
  const label = t("things.act_of", { act: say(act), name: nameOf(part) });
  return (
    <form
      className="row wrap home-form"
      onSubmit={(event) => {
        event.preventDefault();
        given(commandOf(act, typed), onAct);
      }}
    >
      <label className="field">
        <span>{label}</span>
        <input type="number" step={act === "target" ? 0.5 : "any"} value={typed} required onChange={(event) => setTyped(event.target.value)} />
      </label>
      <Button type="submit" busy={busy} aria-label={t("things.set_of", { name: label })}>
        {t("things.set")}
      </Button>
    </form>
  );
}
