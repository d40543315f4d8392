import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Field, Note } from "@/ui/plain";
import { showDay } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { GuestKept } from "./GuestKept";
import { type OutsideHeld, useAskOutside, useEraseOutside, useLookOutside } from "./outside.data";

/** For whoever has no account: a number, a code, and what is held of it. */
export function Outside() {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const [ask, look] = [useAskOutside(), useLookOutside()];
  const [phone, setPhone] = useState("");
  const [code, setCode] = useState("");
  const restart = () => {
    ask.reset();
    look.reset();
    setCode("");
  };
  const mistake = look.error ?? ask.error;
  const guest = /^#guest\.([\w-]{16,64})$/.exec(location.hash)?.[1];
  return (
    <div className="stack loose">
      <h1>{t("outside.title")}</h1>
      {guest ? <GuestKept guest={guest} /> : null}
      <p>{t("outside.lead")}</p>
      {look.data ? (
        <Found held={look.data} />
      ) : ask.data ? (
        <form
          className="card stack"
          onSubmit={(event) => {
            event.preventDefault();
            look.mutate({ phone, code: code.trim() });
          }}
        >
          <p>{t("outside.sent", { phone })}</p>
          <Field label={t("outside.code")} value={code} inputMode="numeric" autoComplete="one-time-code" required onChange={(event) => setCode(event.target.value)} />
          <Button type="submit" weight="door" busy={look.isPending}>
            {t("outside.look")}
          </Button>
        </form>
      ) : (
        <form
          className="card stack"
          onSubmit={(event) => {
            event.preventDefault();
            ask.mutate(phone);
          }}
        >
          <Field label={t("outside.phone")} value={phone} type="tel" autoComplete="tel" required onChange={(event) => setPhone(event.target.value)} />
          <Button type="submit" weight="door" busy={ask.isPending}>
            {t("outside.send")}
          </Button>
        </form>
      )}
      {mistake ? <Note tone="warn" alert>{sayWhy(mistake)}</Note> : null}
      {ask.data ? (
        <Button weight="quiet" icon="back" onClick={restart}>
          {t("outside.again")}
        </Button>
      ) : null}
    </div>
  );
}

function Found({ held }: { held: OutsideHeld }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const erase = useEraseOutside();
  if (held.account) return <Note>{t("outside.account")}</Note>;
  if (erase.data) return <Note tone="good" alert>{t("outside.erased")}</Note>;
  if (held.invitations.length === 0 && !held.guardian) return <Note>{t("outside.nothing")}</Note>;
  return (
    <section className="card stack">
      <h2>{held.title}</h2>
      <ul className="stack">
        {held.invitations.map((one) => (
          <li key={`${one.org} ${one.invited_at}`}>
            {t("outside.invited", { org: one.org, when: showDay(one.invited_at, i18n.language), until: showDay(one.expires_at, i18n.language) })}
            {one.invited_by ? ` ${t("outside.invited_by", { name: one.invited_by })}` : null} {t(`outside.basis_${one.basis}`)}
          </li>
        ))}
        {held.guardian ? <li>{t("outside.guardian")}</li> : null}
      </ul>
      <p>{held.retention}</p>
      <Button weight="danger" busy={erase.isPending} onClick={() => erase.mutate(held.pass)}>
        {t("outside.erase")}
      </Button>
      {erase.isError ? <Note tone="warn" alert>{sayWhy(erase.error)}</Note> : null}
    </section>
  );
}
