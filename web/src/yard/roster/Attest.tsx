/** For what, how far and for which use people are named, and that they agreed: everybody who is named reads it. */
import { useTranslation } from "react-i18next";
import { Check, Field } from "@/ui/plain";
import type { Attested } from "./attested";
import "./words";

export function Attest({ attested, lead, agreed, onChange }: { attested: Attested; lead: string; agreed: string; onChange: (attested: Attested) => void }) {
  const { t } = useTranslation();
  return (
    <fieldset className="stack">
      <legend>{t("roster.attest")}</legend>
      <p className="muted">{lead}</p>
      {(["purpose", "scope", "use"] as const).map((part) => (
        <Field key={part} label={t(`roster.attest_${part}`)} value={attested[part]} maxLength={200} onChange={(event) => onChange({ ...attested, [part]: event.target.value })} />
      ))}
      <Check checked={attested.agreed} onChange={(on) => onChange({ ...attested, agreed: on })}>{agreed}</Check>
    </fieldset>
  );
}
