import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, TextField } from "@/ui/plain";
import type { Incident } from "./desk.data";

const parts = ["basics", "measures", "advice", "remedies"] as const;
type Facts = Incident["facts"];

/** The four parts that each person is told, in both languages. */
export function IncidentWords({ incident, busy, onSave }: { incident: Incident; busy: boolean; onSave: (facts: Facts) => void }) {
  const { t } = useTranslation();
  const [facts, setFacts] = useState<Facts>(incident.facts);
  const write = (part: (typeof parts)[number], side: "zh" | "en", text: string) =>
    setFacts((known) => ({ ...known, [part]: { ...known[part], [side]: text } }));
  return (
    <section className="stack" aria-labelledby="words-title">
      <h3 id="words-title">{t("desk.words")}</h3>
      <p className="muted">{t("desk.words_lead")}</p>
      {parts.map((part) => (
        <div key={part} className="two">
          <TextField label={t(`desk.part_${part}`)} rows={2} maxLength={2000} value={facts[part]?.zh ?? ""} onChange={(event) => write(part, "zh", event.target.value)} />
          <TextField label={t("desk.part_en", { part: t(`desk.part_${part}`) })} rows={2} maxLength={2000} value={facts[part]?.en ?? ""} onChange={(event) => write(part, "en", event.target.value)} />
        </div>
      ))}
      <div className="row">
        <Button busy={busy} onClick={() => onSave(facts)}>
          {t("common.save")}
        </Button>
      </div>
    </section>
  );
}
