/** The shifts to choose from for what is marked, with their keys; and taking back. */
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/plain";
import { type Known, PLAN, REST, type Say } from "./rota.model";
import { hueOf, useHours } from "./said";

type Of = { shifts: readonly Known[]; all: readonly Known[]; marked: number; narrow: boolean; onSay: (say: Say) => void; onUndo: (() => void) | undefined; onRedo: (() => void) | undefined };

export function Tools({ shifts, all, marked, narrow, onSay, onUndo, onRedo }: Of) {
  const { t } = useTranslation();
  const hours = useHours();
  const tool = (say: Say, name: string, hue: string, key: string | undefined, hint?: string) => (
    <button key={say} type="button" className={`rota-tool ${hue}`} disabled={marked === 0} aria-label={name} title={hint} aria-keyshortcuts={narrow ? undefined : key} onClick={() => onSay(say)}>
      <span className="rota-tool-name">{name}</span>
      {hint ? <span className="small">{hint}</span> : null}
      {key && !narrow ? <kbd aria-hidden="true">{key === "Delete" ? "Del" : key}</kbd> : null}
    </button>
  );
  return (
    <div className={narrow ? "rota-tools rota-tools-below" : "rota-tools"} role="group" aria-label={t("rota.tools")}>
      {shifts.map(({ id, name, shift }, at) => tool(id, name, hueOf(all, id), at < 9 ? String(at + 1) : undefined, hours(shift)))}
      {tool(REST, t("rota.rest"), "rota-rest", "0")}
      {tool(PLAN, t("rota.plan"), "rota-plan", "Delete")}
      <span className="rota-tools-gap" />
      <Button weight="quiet" icon="back" disabled={!onUndo} onClick={onUndo}>
        {t("rota.undo")}
      </Button>
      <Button weight="quiet" icon="again" disabled={!onRedo} onClick={onRedo}>
        {t("rota.redo")}
      </Button>
    </div>
  );
}
