import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Field, Note } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { ageQuery, useAskGuardian, useStateAge } from "./minor.data";

/** On other pages: what whoever waits for a guardian can do about it. */
export function Waits() {
  const { t } = useTranslation();
  const { data: age } = useQuery(ageQuery);
  if (!age?.waiting || age.band === null) return null;
  return (
    <Note>
      {t("minor.home")} <a href="/me#age-title">{t("minor.home_go")}</a>
    </Note>
  );
}

/** Whoever is below the age lines says so here, and asks a guardian. */
export function Age() {
  const { t } = useTranslation();
  const { data: age } = useQuery(ageQuery);
  if (!age) return null;
  return (
    <section className="card stack" aria-labelledby="age-title">
      <h2 id="age-title">{t("minor.title")}</h2>
      {age.band === null ? <Born /> : null}
      {age.band !== null && age.waiting ? <Guardian asked={age.asked} /> : null}
      {age.band !== null && !age.waiting ? <p>{t("minor.agreed")}</p> : null}
      {age.closed.length > 0 ? <Note>{t("minor.closed")}</Note> : null}
    </section>
  );
}

function Born() {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const state = useStateAge();
  const [born, setBorn] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (/^\d{4}$/.test(born)) state.mutate(Number(born));
  };
  return (
    <form className="stack tight" onSubmit={submit} noValidate>
      <p className="muted">{t("minor.lead")}</p>
      <Field
        label={t("minor.born")}
        hint={t("minor.born_hint")}
        mistake={state.isError ? sayWhy(state.error) : undefined}
        inputMode="numeric"
        autoComplete="bday-year"
        maxLength={4}
        value={born}
        onChange={(event) => setBorn(event.target.value)}
      />
      {state.isSuccess ? <Note tone="good">{t("minor.grown")}</Note> : null}
      <div>
        <Button type="submit" busy={state.isPending} disabled={!/^\d{4}$/.test(born)}>
          {t("minor.state")}
        </Button>
      </div>
    </form>
  );
}

function Guardian({ asked }: { asked: boolean }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const ask = useAskGuardian();
  const [phone, setPhone] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (phone.trim()) ask.mutate(phone.trim());
  };
  return (
    <form className="stack tight" onSubmit={submit} noValidate>
      <Note>{t(asked ? "minor.asked" : "minor.waiting")}</Note>
      <Field
        label={t("minor.phone")}
        hint={t("minor.phone_hint")}
        mistake={ask.isError ? sayWhy(ask.error) : undefined}
        type="tel"
        autoComplete="off"
        maxLength={20}
        value={phone}
        onChange={(event) => setPhone(event.target.value)}
      />
      <div>
        <Button type="submit" busy={ask.isPending} disabled={!phone.trim()}>
          {t("minor.ask")}
        </Button>
      </div>
    </form>
  );
}
