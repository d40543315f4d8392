import { useQuery } from "@tanstack/react-query";
import { type FormEvent, type HTMLInputAutoCompleteAttribute, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Field, Note, Waiting } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { Ways } from "../ways/Ways";
import { type Doorplate, setupQuery, useFinishSetup } from "./setup.data";
import { type Answers, type Mistakes, mistakesOn, PASSWORD_LENGTH_MIN, pages } from "./setup.model";

/** The keeper's first day: four short pages, and the house is open. */
export function SetupWizard({ setupKey }: { setupKey: string }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const state = useQuery(setupQuery(setupKey));
  if (state.isPending) return <Waiting label={t("common.loading")} />;
  if (state.isError) return <Note tone="warn">{sayWhy(state.error)}</Note>;
  if (!state.data.needed) return <Done />;
  return <Pages setupKey={setupKey} profiles={state.data.profiles} profile={state.data.profile} />;
}

type PagesProps = { setupKey: string; profiles: Doorplate[]; profile: string };

function Pages({ setupKey, profiles, profile }: PagesProps) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const finish = useFinishSetup();
  const [at, setAt] = useState(0);
  const [tried, setTried] = useState(false);
  const [answers, setAnswers] = useState<Answers>(() => fresh(profile));
  if (finish.isSuccess) return <Done restart={finish.data.restart} isKeeper />;

  const page = pages[at] ?? "house";
  const mistakes = tried ? mistakesOn(page, answers) : {};
  const change = (field: keyof Answers, value: string) => setAnswers({ ...answers, [field]: value });
  const next = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(mistakesOn(page, answers)).length > 0) return;
    setTried(false);
    if (at < pages.length - 1) setAt(at + 1);
    else finish.mutate(wire(setupKey, answers));
  };

  return (
    <form className="stack loose" onSubmit={next} noValidate>
      <div className="stack tight">
        <p className="muted" aria-live="polite">
          {t("setup.step", { at: at + 1, of: pages.length })}
        </p>
        <h1>{t(`setup.${page}_title`)}</h1>
        <p>{t(`setup.${page}_lead`)}</p>
      </div>
      <div className="card stack">
        {page === "profile" ? (
          <Profiles profiles={profiles} chosen={answers.profile} onChoose={(chosen) => change("profile", chosen)} />
        ) : (
          fields[page].map((field) => <Answer key={field.name} field={field} value={answers[field.name]} mistake={mistakes[field.name]} onChange={(value) => change(field.name, value)} />)
        )}
      </div>
      {finish.isError ? <Note tone="warn" alert>{sayWhy(finish.error)}</Note> : null}
      <div className="row apart">
        {at > 0 ? (
          <Button weight="quiet" icon="back" onClick={() => setAt(at - 1)}>
            {t("setup.back")}
          </Button>
        ) : (
          <span />
        )}
        <Button type="submit" weight="door" busy={finish.isPending}>
          {t(at < pages.length - 1 ? "setup.next" : "setup.finish")}
        </Button>
      </div>
    </form>
  );
}

type FieldOf = { name: Exclude<keyof Answers, "profile">; type?: "text" | "email" | "tel" | "url" | "password"; fill?: HTMLInputAutoCompleteAttribute };

const fields: Record<"house" | "address" | "keeper", readonly FieldOf[]> = {
  house: [
    { name: "legalName", fill: "organization" },
    { name: "contactName", fill: "name" },
    { name: "contactEmail", type: "email", fill: "email" },
    { name: "contactPhone", type: "tel", fill: "tel" },
    { name: "contactAddress", fill: "street-address" },
  ],
  address: [{ name: "publicUrl", type: "url", fill: "url" }],
  keeper: [
    { name: "keeperName", fill: "name" },
    { name: "login", fill: "username" },
    { name: "password", type: "password", fill: "new-password" },
  ],
};

type AnswerProps = { field: FieldOf; value: string; mistake: Mistakes[keyof Answers]; onChange: (value: string) => void };

function Answer({ field, value, mistake, onChange }: AnswerProps) {
  const { t } = useTranslation();
  return (
    <Field
      label={t(`setup.${field.name}`)}
      hint={field.name === "password" ? t("setup.password_hint", { least: PASSWORD_LENGTH_MIN }) : undefined}
      mistake={mistake ? t(`setup.mistake_${mistake}`, { least: PASSWORD_LENGTH_MIN }) : undefined}
      type={field.type ?? "text"}
      autoComplete={field.fill}
      value={value}
      maxLength={200}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

type ProfilesProps = { profiles: Doorplate[]; chosen: string; onChoose: (profile: string) => void };

function Profiles({ profiles, chosen, onChoose }: ProfilesProps) {
  const { t, i18n } = useTranslation();
  return (
    <fieldset className="stack tight plain-set">
      <legend className="unseen">{t("setup.profile_title")}</legend>
      {profiles.map(({ id, title, title_en }) => (
        <label key={id} className="check">
          <input type="radio" name="profile" checked={id === chosen} onChange={() => onChoose(id)} />
          <span>{i18n.language === "en" ? title_en : title}</span>
        </label>
      ))}
    </fieldset>
  );
}

function Done({ restart, isKeeper }: { restart?: boolean; isKeeper?: boolean }) {
  const { t } = useTranslation();
  return (
    <section className="stack loose">
      <h1>{t("setup.done_title")}</h1>
      <p>{t("setup.done_lead")}</p>
      {restart ? <Note tone="warn">{t("setup.restart")}</Note> : null}
      {isKeeper ? (
        <div className="stack">
          <p>{t("ways.lead")}</p>
          <Ways />
        </div>
      ) : null}
      <div>
        <a className="button door" href="/enter">
          {t("setup.done_go")}
        </a>
      </div>
    </section>
  );
}

function fresh(profile: string): Answers {
  const empty = { legalName: "", contactName: "", contactEmail: "", contactPhone: "", contactAddress: "" };
  return { ...empty, publicUrl: location.origin, profile, keeperName: "", login: "", password: "" };
}

function wire(key: string, answers: Answers) {
  const text = (field: keyof Answers) => answers[field].trim();
  return {
    key,
    house: {
      legal_name: text("legalName"),
      contact: { name: text("contactName"), email: text("contactEmail"), phone: text("contactPhone"), address: text("contactAddress") },
      public_url: text("publicUrl").replace(/\/$/, ""),
    },
    profile: answers.profile,
    keeper: { name: text("keeperName"), login: text("login"), password: answers.password },
  };
}
