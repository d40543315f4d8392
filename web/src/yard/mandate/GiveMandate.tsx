import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Check, Field, Note } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { Prove } from "../identity/Prove";
import type { Proof } from "../identity/identity.data";
import { useGive } from "./mandate.data";
import { SCOPES, sayScope } from "./say";

/** Names somebody by his number, in what and how long he may act for me. Nothing is ticked beforehand. */
export function GiveMandate({ done }: { done: () => void }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const give = useGive();
  const [phone, setPhone] = useState("");
  const [scopes, setScopes] = useState<readonly string[]>([]);
  const [days, setDays] = useState("365");
  const tick = (scope: string, on: boolean) => setScopes((before) => (on ? [...before, scope] : before.filter((one) => one !== scope)));
  const send = (proof: Proof) => give.mutate({ phone: phone.trim(), scopes: [...scopes], days: Number(days), proof }, { onSuccess: done });
  return (
    <div className="stack">
      <Field label={t("mandate.phone")} hint={t("mandate.phone_hint")} type="tel" inputMode="tel" autoComplete="off" maxLength={24} value={phone} onChange={(event) => setPhone(event.target.value)} />
      <fieldset className="stack tight">
        <legend>{t("mandate.scopes")}</legend>
        {SCOPES.map((scope) => (
          <Check key={scope} checked={scopes.includes(scope)} onChange={(on) => tick(scope, on)}>
            {sayScope(scope, t)}
          </Check>
        ))}
      </fieldset>
      <p className="small muted">{t("mandate.never")}</p>
      <Field label={t("mandate.days")} type="number" min={1} max={1096} value={days} onChange={(event) => setDays(event.target.value)} />
      {give.isError ? <Note tone="warn" alert>{sayWhy(give.error)}</Note> : null}
      {phone.trim() && scopes.length > 0 ? <Prove go={t("mandate.give")} busy={give.isPending} onProof={send} /> : null}
    </div>
  );
}
