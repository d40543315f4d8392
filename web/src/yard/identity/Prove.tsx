import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Field, Note } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { passkeysWork } from "../passkey/ceremony";
import { type Proof, useAskPasskey, useSendCode } from "./identity.data";

type ProveProps = { go: string; busy: boolean; danger?: boolean; onProof: (proof: Proof) => void };

/** Asks for a fresh proof that it is really the person: a code to the number, or a passkey. */
export function Prove({ go, busy, danger, onProof }: ProveProps) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const send = useSendCode();
  const passkey = useAskPasskey();
  const [code, setCode] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (code.trim()) onProof({ code: code.trim() });
  };
  const mistake = send.error ?? passkey.error;
  return (
    <form className="stack" onSubmit={submit}>
      <p>{t("identity.lead")}</p>
      {send.isSuccess ? (
        <Field label={t("identity.code")} value={code} inputMode="numeric" autoComplete="one-time-code" maxLength={6} onChange={(event) => setCode(event.target.value)} />
      ) : null}
      {mistake ? <Note tone="warn" alert>{sayWhy(mistake)}</Note> : null}
      <div className="row wrap">
        {send.isSuccess ? (
          <Button type="submit" weight={danger ? "danger" : "door"} busy={busy} disabled={!code.trim()}>
            {go}
          </Button>
        ) : (
          <Button busy={send.isPending} onClick={() => send.mutate()}>
            {t("identity.send")}
          </Button>
        )}
        {passkeysWork() ? (
          <Button busy={passkey.isPending || busy} onClick={() => passkey.mutate(undefined, { onSuccess: onProof })}>
            {t("identity.passkey")}
          </Button>
        ) : null}
      </div>
    </form>
  );
}
