import { type FormEvent, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { refusedWith } from "@/api/refusal";
import { Button, Field, Note } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { useOpenSession, useSendCode } from "./sign.data";
import { type Consent, type Place, showPlace } from "./sign.model";

type CodeStepProps = {
  place: Place;
  consent: Consent;
  resendAt: number;
  onNameMissing: (code: string) => void;
  onDone: () => void;
  onBack: () => void;
};

const CODE_DIGITS = 6;

export function CodeStep({ place, consent, resendAt, onNameMissing, onDone, onBack }: CodeStepProps) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const open = useOpenSession();
  const [code, setCode] = useState("");

  const tryCode = (digits: string) => {
    open.mutate(
      { ...place, code: digits },
      {
        onSuccess: onDone,
        onError: (error) => {
          if (refusedWith(error) === "account.name_missing") onNameMissing(digits);
        },
      },
    );
  };
  const change = (text: string) => {
    const digits = text.replace(/\D/g, "").slice(0, CODE_DIGITS);
    setCode(digits);
    if (digits.length === CODE_DIGITS && digits !== code) tryCode(digits);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (code.length === CODE_DIGITS) tryCode(code);
  };

  return (
    <section className="stack loose">
      <div className="stack tight">
        <h1>{t("sign.code_title")}</h1>
        <p>{t("sign.code_sent", { place: showPlace(place) })}</p>
      </div>
      <form className="card stack" onSubmit={submit} noValidate>
        <Field
          label={t("sign.code")}
          className="code"
          mistake={open.isError && refusedWith(open.error) !== "account.name_missing" ? sayWhy(open.error) : undefined}
          value={code}
          onChange={(event) => change(event.target.value)}
          inputMode="numeric"
          autoComplete="one-time-code"
          pattern="[0-9]*"
          required
          autoFocus
        />
        <Button type="submit" weight="door" wide busy={open.isPending} disabled={code.length < CODE_DIGITS}>
          {t("sign.enter")}
        </Button>
        <Resend place={place} consent={consent} firstAt={resendAt} />
      </form>
      <Button weight="quiet" icon="back" onClick={onBack}>
        {t("sign.other_place")}
      </Button>
    </section>
  );
}

function Resend({ place, consent, firstAt }: { place: Place; consent: Consent; firstAt: number }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const send = useSendCode();
  const [at, setAt] = useState(firstAt);
  const left = useSecondsUntil(at);
  const again = () => send.mutate({ place, consent }, { onSuccess: (sent) => setAt(Date.now() + sent.resend_after_s * 1000) });
  return (
    <>
      <Button weight="quiet" wide disabled={left > 0} busy={send.isPending} onClick={again}>
        {left > 0 ? t("sign.resend_in", { seconds: left }) : t("sign.resend")}
      </Button>
      {send.isError ? <Note tone="warn" alert>{sayWhy(send.error)}</Note> : null}
    </>
  );
}

function useSecondsUntil(at: number): number {
  const [now, setNow] = useState(() => Date.now());
  const left = Math.max(0, Math.ceil((at - now) / 1000));
  useEffect(() => {
    if (left === 0) return undefined;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [left]);
  return left;
}

type NameStepProps = { place: Place; code: string; onDone: () => void; onBack: () => void };

/** Asked only when number or address is new; the code stays valid meanwhile. */
export function NameStep({ place, code, onDone, onBack }: NameStepProps) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const open = useOpenSession();
  const [name, setName] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim()) open.mutate({ ...place, code, name: name.trim() }, { onSuccess: onDone });
  };
  return (
    <section className="stack loose">
      <div className="stack tight">
        <h1>{t("sign.name_title")}</h1>
        <p>{t("sign.name_lead")}</p>
      </div>
      <form className="card stack" onSubmit={submit} noValidate>
        <Field
          label={t("sign.name")}
          mistake={open.isError ? sayWhy(open.error) : undefined}
          value={name}
          onChange={(event) => setName(event.target.value)}
          autoComplete="name"
          maxLength={60}
          required
          autoFocus
        />
        <Button type="submit" weight="door" wide busy={open.isPending} disabled={!name.trim()}>
          {t("sign.finish")}
        </Button>
        <Button weight="quiet" wide disabled={open.isPending} onClick={() => open.mutate({ ...place, code, unnamed: true }, { onSuccess: onDone })}>
          {t("sign.unnamed")}
        </Button>
      </form>
      <Button weight="quiet" icon="back" onClick={onBack}>
        {t("sign.other_place")}
      </Button>
    </section>
  );
}
