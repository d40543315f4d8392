import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Field, Note, Waiting } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { meQuery } from "../me/me.data";
import { passkeysWork } from "../passkey/ceremony";
import { type Proof, useAskPasskey, useSendCode } from "./identity.data";

type ProveProps = { go: string; busy: boolean; danger?: boolean | undefined; onProof: (proof: Proof) => void };

/** Asks for a fresh proof that it is really the person: a code to the number, a passkey, or the password of who runs the house. */
export function Prove({ go, busy, danger, onProof }: ProveProps) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const { data: me } = useQuery(meQuery);
  const send = useSendCode();
  const passkey = useAskPasskey();
  const [code, setCode] = useState("");
  if (!me) return <Waiting label={t("common.loading")} />;
  const hasNumber = me.phone_masked !== null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (code.trim()) onProof({ code: code.trim() });
  };
  const mistake = send.error ?? passkey.error;
  return (
    <div className="stack">
      <p>{t("identity.lead")}</p>
      {me.keeper ? <ByPassword go={go} busy={busy} danger={danger} onProof={onProof} /> : null}
      <form className="stack" onSubmit={submit}>
        {me.keeper && (hasNumber || passkeysWork()) ? <p className="small muted">{t("identity.or")}</p> : null}
        {hasNumber && send.isSuccess ? (
          <Field label={t("identity.code")} value={code} inputMode="numeric" autoComplete="one-time-code" maxLength={6} onChange={(event) => setCode(event.target.value)} />
        ) : null}
        {mistake ? <Note tone="warn" alert>{mistake instanceof DOMException ? t("identity.passkey_not") : sayWhy(mistake)}</Note> : null}
        <div className="row wrap">
          {hasNumber && send.isSuccess ? (
            <Button type="submit" weight={danger ? "danger" : "door"} busy={busy} disabled={!code.trim()}>
              {go}
            </Button>
          ) : null}
          {hasNumber && !send.isSuccess ? (
            <Button busy={send.isPending} onClick={() => send.mutate()}>
              {t("identity.send")}
            </Button>
          ) : null}
          {passkeysWork() ? (
            <Button busy={passkey.isPending || busy} onClick={() => passkey.mutate(undefined, { onSuccess: onProof })}>
              {t("identity.passkey")}
            </Button>
          ) : null}
        </div>
      </form>
    </div>
  );
}

/** Who runs the house may have nothing but a password. */
function ByPassword({ go, busy, danger, onProof }: ProveProps) {
  const { t } = useTranslation();
  const [password, setPassword] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onProof({ password });
  };
  return (
    <form className="stack" onSubmit={submit}>
      <Field label={t("identity.password")} type="password" autoComplete="current-password" maxLength={512} value={password} onChange={(event) => setPassword(event.target.value)} />
      <div className="row">
        <Button type="submit" weight={danger ? "danger" : "door"} busy={busy} disabled={!password}>
          {go}
        </Button>
      </div>
    </form>
  );
}
