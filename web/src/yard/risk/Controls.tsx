import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Skeleton } from "@/ui/kit/Kit";
import { Note } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { type Control, controlsQuery } from "./risk.data";

/** Which controls of the classified protection scheme hold now; what fails stands first. */
export function Controls() {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const controls = useQuery(controlsQuery(i18n.language));
  if (controls.isError) return <Note tone="warn">{sayWhy(controls.error)}</Note>;
  if (!controls.data) return <Skeleton active />;
  const items = [...controls.data.items].sort((one, other) => Number(one.holds) - Number(other.holds));
  const failing = items.filter((one) => !one.holds).length;
  return (
    <div className="stack">
      <p className="muted">{t("control.lead")}</p>
      <Note tone={failing > 0 ? "warn" : "calm"}>{failing > 0 ? t("control.failing", { count: failing }) : t("control.all_hold")}</Note>
      <ul className="lines">
        {items.map((one) => (
          <li key={one.id}>
            <Line control={one} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function Line({ control }: { control: Control }) {
  const { t } = useTranslation();
  const word = (holds: boolean) => t(holds ? "control.holds" : "control.fails");
  return (
    <div className="stack tight">
      <p>
        <strong className="kind">{control.title}</strong> · {control.clause}
        {control.storage ? ` · ${t("control.storage")}` : ""} <span className={control.holds ? "tag good" : "tag warn"}>{word(control.holds)}</span>
      </p>
      {control.checks.map((check) => (
        <p key={check.id} className="muted">
          {check.title}
          {check.figure === null || check.figure === undefined ? "" : `: ${check.figure}`} · {word(check.holds)}
        </p>
      ))}
      {control.tests.length > 0 ? <p className="muted">{t("control.tested", { count: control.tests.length })}</p> : null}
    </div>
  );
}
