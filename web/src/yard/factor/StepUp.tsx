import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Modal } from "@/ui/kit/Kit";
import { Button, Field, Note } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { useAskPasskey, useSendCode } from "../identity/identity.data";
import { meQuery } from "../me/me.data";
import { passkeysWork } from "../passkey/ceremony";
import { useFactorWanted, useGiveFactor } from "./factor.data";

/** Asks for a second factor when the house wants one before it shows data of others; then what was asked is asked again. */
export function StepUp() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [wanted, done] = useFactorWanted();
  const given = () => {
    done();
    void queries.invalidateQueries();
  };
  return (
    <Modal open={wanted} title={t("factor.title")} footer={null} onCancel={done} destroyOnHidden>
      <GiveFactor onGiven={given} onLeave={done} />
    </Modal>
  );
}

function GiveFactor({ onGiven, onLeave }: { onGiven: () => void; onLeave: () => void }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const give = useGiveFactor();
  const passkey = useAskPasskey();
  const send = useSendCode();
  const { data: me } = useQuery(meQuery);
  const hasNumber = me?.phone_masked !== null;
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const byPasskey = () =>
    passkey.mutate(undefined, {
      onSuccess: (proof) => {
        if ("passkey" in proof) give.mutate({ passkey: proof.passkey }, { onSuccess: onGiven });
      },
    });
  const byBoth = (event: FormEvent) => {
    event.preventDefault();
    give.mutate({ password, code: code.trim() }, { onSuccess: onGiven });
  };
  const mistake = give.error ?? passkey.error ?? send.error;
  return (
    <div className="stack">
      <p>{t("factor.lead")}</p>
      {passkeysWork() ? (
        <Button weight="door" busy={passkey.isPending || give.isPending} onClick={byPasskey}>
          {t("identity.passkey")}
        </Button>
      ) : null}
      {hasNumber ? (
        <form className="stack" onSubmit={byBoth}>
          <p>{t("factor.both")}</p>
          <Field
            label={t("factor.password")}
            type="password"
            autoComplete="current-password"
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
          {send.isSuccess ? (
            <Field
              label={t("identity.code")}
              value={code}
              inputMode="numeric"
              autoComplete="one-time-code"
              maxLength={6}
              onChange={(event) => setCode(event.target.value)}
            />
          ) : null}
          <div className="row wrap">
            {send.isSuccess ? (
              <Button type="submit" busy={give.isPending} disabled={!password || !code.trim()}>
                {t("factor.go")}
              </Button>
            ) : (
              <Button busy={send.isPending} onClick={() => send.mutate()}>
                {t("identity.send")}
              </Button>
            )}
          </div>
        </form>
      ) : (
        <p>{t("factor.no_phone")}</p>
      )}
      {mistake ? (
        <Note tone="warn" alert>
          {mistake instanceof DOMException ? t("identity.passkey_not") : sayWhy(mistake)}
        </Note>
      ) : null}
      <p className="hint">
        {t("factor.none")}{" "}
        <a className="link" href="/me#passkeys" onClick={onLeave}>
          {t("factor.there")}
        </a>
      </p>
    </div>
  );
}
