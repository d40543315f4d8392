import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { refusedWith } from "@/api/refusal";
import { Button, Field, Note } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import type { House } from "../house/house.data";
import { passkeysWork } from "../passkey/ceremony";
import { useOpenByPasskey, useOpenByPassword, useSendCode } from "./sign.data";
import { type Consent, isOf, type Place, readMail, readPhone } from "./sign.model";

type PlaceStepProps = {
  house: House;
  consent: Consent;
  /** The number to begin with. */
  phone: string | undefined;
  /** A number from abroad is asked for more than another. */
  onAbroad: (phone: string) => void;
  onSent: (place: Place, resendAt: number) => void;
  onDone: () => void;
  onReadAgain: () => void;
};

const known = ["sms", "mail", "passkey", "password"] as const;

/** The ways in that are open here; a way that the house cannot go is not shown. */
export function PlaceStep({ house, consent, phone, onAbroad, onSent, onDone, onReadAgain }: PlaceStepProps) {
  const { t, i18n } = useTranslation();
  const open = known.filter((way) => house.ways.includes(way) && (way !== "passkey" || passkeysWork()));
  const named = new Intl.ListFormat(i18n.language, { type: "disjunction" }).format(open.map((way) => t(`sign.way_${way}`)));
  const [mail, sms] = [open.includes("mail"), open.includes("sms")];
  return (
    <section className="stack loose">
      <div className="stack tight">
        <h1>{t("sign.enter_title")}</h1>
        <p>
          {t("sign.agreed", { version: consent.version })}{" "}
          <button type="button" className="link" onClick={onReadAgain}>
            {t("sign.read_again")}
          </button>
        </p>
        <p className="small">{t("sign.ways", { ways: named })}</p>
      </div>
      {mail ? <ByMail consent={consent} onSent={onSent} domains={house.mail_domains} /> : null}
      {sms ? <ByPhone consent={consent} phone={phone} onAbroad={onAbroad} onSent={onSent} invitedOnly={house.signup !== "open"} first={!mail} /> : null}
      {!mail && !sms ? <Note>{t("sign.no_code")}</Note> : null}
      {open.includes("passkey") ? <ByPasskey onDone={onDone} /> : null}
      {open.includes("password") ? <ByPassword onDone={onDone} /> : null}
    </section>
  );
}

type ByPhoneProps = Pick<PlaceStepProps, "consent" | "phone" | "onAbroad" | "onSent"> & { invitedOnly: boolean; first: boolean };

function ByPhone({ consent, phone: earlier, onAbroad, onSent, invitedOnly, first }: ByPhoneProps) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const send = useSendCode();
  const [text, setText] = useState(earlier ?? "");
  const [mistake, setMistake] = useState<string>();

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const phone = readPhone(text);
    if (!phone) return setMistake(t("sign.phone_wrong"));
    setMistake(undefined);
    const place = { phone };
    send.mutate(
      { place, consent },
      {
        onSuccess: (sent) => onSent(place, Date.now() + sent.resend_after_s * 1000),
        onError: (error) => refusedWith(error) === "consent.number_abroad" && onAbroad(phone),
      },
    );
  };

  return (
    <form className="card stack" onSubmit={submit} noValidate>
      <Field
        label={t("sign.phone")}
        hint={invitedOnly ? t("sign.invited_only") : t("sign.phone_hint")}
        mistake={mistake ?? (send.isError ? sayWhy(send.error) : undefined)}
        value={text}
        onChange={(event) => setText(event.target.value)}
        type="tel"
        inputMode="tel"
        autoComplete="tel"
        maxLength={24}
        required
        autoFocus={first}
      />
      <Button type="submit" weight={first ? "door" : "plain"} wide busy={send.isPending}>
        {send.isPending ? t("sign.proving") : t("sign.send_code")}
      </Button>
    </form>
  );
}

type ByMailProps = Pick<PlaceStepProps, "consent" | "onSent"> & { domains: readonly string[] };

function ByMail({ consent, onSent, domains }: ByMailProps) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const send = useSendCode();
  const [text, setText] = useState("");
  const [mistake, setMistake] = useState<string>();
  const named = domains.map((domain) => `@${domain.trim().replace(/^@/, "")}`).join(" ");

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const mail = readMail(text);
    if (!mail) return setMistake(t("sign.mail_wrong"));
    if (!isOf(mail, domains)) return setMistake(t("sign.mail_domain", { domains: named }));
    setMistake(undefined);
    const place = { mail };
    send.mutate({ place, consent }, { onSuccess: (sent) => onSent(place, Date.now() + sent.resend_after_s * 1000) });
  };

  return (
    <form className="card stack" onSubmit={submit} noValidate>
      <Field
        label={t("sign.mail")}
        hint={t("sign.mail_hint", { domains: named })}
        mistake={mistake ?? (send.isError ? sayWhy(send.error) : undefined)}
        value={text}
        onChange={(event) => setText(event.target.value)}
        type="email"
        inputMode="email"
        autoComplete="email"
        maxLength={254}
        required
        autoFocus
      />
      <Button type="submit" weight="door" wide busy={send.isPending}>
        {send.isPending ? t("sign.proving") : t("sign.send_code_mail")}
      </Button>
    </form>
  );
}

function ByPasskey({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const open = useOpenByPasskey();
  return (
    <div className="stack tight">
      <Button icon="key" wide busy={open.isPending} onClick={() => open.mutate(undefined, { onSuccess: onDone })}>
        {t("sign.by_passkey")}
      </Button>
      {open.isError ? <Note tone="warn" alert>{sayPasskey(open.error) ? t("sign.passkey_none") : sayWhy(open.error)}</Note> : null}
    </div>
  );
}

function ByPassword({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const open = useOpenByPassword();
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    open.mutate({ login, password }, { onSuccess: onDone });
  };
  return (
    <details className="fold">
      <summary>{t("sign.by_password")}</summary>
      <form className="stack" onSubmit={submit}>
        <Field label={t("sign.login")} value={login} onChange={(event) => setLogin(event.target.value)} autoComplete="username" maxLength={200} required />
        <Field
          label={t("sign.password")}
          value={password}
          onChange={(event) => setPassword(event.target.value)}
          type="password"
          autoComplete="current-password"
          maxLength={200}
          required
          mistake={open.isError ? sayWhy(open.error) : undefined}
        />
        <Button type="submit" wide busy={open.isPending}>
          {t("sign.enter")}
        </Button>
      </form>
    </details>
  );
}

/** The browser's own "no" of a passkey: cancelled, timed out, or none on this device. */
function sayPasskey(error: unknown): boolean {
  return error instanceof DOMException;
}
