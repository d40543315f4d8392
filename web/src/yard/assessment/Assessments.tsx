import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Field, Note, Select, TextField } from "@/ui/plain";
import { showDay } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { assessmentsQuery, useAssess } from "./assessment.data";

const RISKS = ["low", "medium", "high"] as const;

/** What was found of new uses of sensitive data, before a version that brings them is published. */
export function Assessments({ versions }: { versions: { id: string; version: string }[] }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const found = useQuery(assessmentsQuery);
  const assess = useAssess();
  const [policy, setPolicy] = useState("");
  const [risk, setRisk] = useState<(typeof RISKS)[number]>("medium");
  const [said, setSaid] = useState({ purpose: "", finding: "", measures: "" });
  const say = (name: keyof typeof said) => (event: { target: { value: string } }) => setSaid({ ...said, [name]: event.target.value });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    assess.mutate({ policy: policy || (versions[0]?.id ?? ""), risk, ...said }, { onSuccess: () => setSaid({ purpose: "", finding: "", measures: "" }) });
  };
  const sayRisk = (word: string) => {
    const known = RISKS.find((one) => one === word);
    return known ? t(`disclosure.risk_${known}`) : word;
  };
  return (
    <section className="stack tight" aria-labelledby="assessments-title">
      <h3 id="assessments-title">{t("disclosure.assessments")}</h3>
      <p className="muted">{t("disclosure.assessments_lead")}</p>
      {found.isError ? <Note tone="warn">{sayWhy(found.error)}</Note> : null}
      <ul className="lines">
        {found.data?.items.map((one) => (
          <li key={one.id}>
            <div className="lines-main">
              <strong>
                {one.purpose} · {sayRisk(one.risk)}
              </strong>
              <span className="small muted">{showDay(one.made_at, i18n.language)}</span>
              <span>{one.finding}</span>
              <span>{one.measures}</span>
            </div>
          </li>
        ))}
      </ul>
      {versions.length > 0 ? (
        <form className="stack" onSubmit={submit}>
          <Select label={t("disclosure.assess_version")} value={policy || (versions[0]?.id ?? "")} onChange={setPolicy} choices={versions.map(({ id, version }) => ({ value: id, label: version }))} />
          <Field label={t("disclosure.assess_purpose")} value={said.purpose} maxLength={100} required onChange={say("purpose")} />
          <Select label={t("disclosure.assess_risk")} value={risk} onChange={(value) => setRisk(RISKS.find((one) => one === value) ?? "medium")} choices={RISKS.map((value) => ({ value, label: sayRisk(value) }))} />
          <TextField label={t("disclosure.assess_finding")} rows={3} value={said.finding} maxLength={4000} required onChange={say("finding")} />
          <TextField label={t("disclosure.assess_measures")} rows={3} value={said.measures} maxLength={4000} required onChange={say("measures")} />
          {assess.isError ? <Note tone="warn" alert>{sayWhy(assess.error)}</Note> : null}
          <div className="row">
            <Button type="submit" busy={assess.isPending}>
              {t("disclosure.assess_go")}
            </Button>
          </div>
        </form>
      ) : null}
    </section>
  );
}
