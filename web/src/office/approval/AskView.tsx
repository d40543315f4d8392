/** Somebody asks, or asks anew: the form, what is wrong with it, and who would decide. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Refusal } from "@/api/refusal";
import { Button, Note, Waiting } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { FieldInput } from "./FieldInput";
import { People } from "./People";
import { Route } from "./Route";
import { type Case, type Chosen, type Definition, type Mistake, type Tried, type Values, formQuery, useAsking, useCase } from "./approval.data";
import { askedFields, choosing, sent, shown } from "./fill.model";
import "./words";
import "./approval.css";

const STILL_MS = 600;

export function AskView({ org, form, onAsked }: { org: string; form: string; onAsked: (id: string) => void }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const open = useQuery(formQuery(org, form));
  const { ask, check } = useAsking(org);
  if (open.isError) return <Note tone="warn" alert>{sayWhy(open.error)}</Note>;
  if (!open.data) return <Waiting label={t("common.loading")} />;
  const { version, definition } = open.data;
  return (
    <>
      <header className="page-head">
        <h1>{definition.name}</h1>
        {definition.note ? <p className="muted">{definition.note}</p> : null}
      </header>
      <Fill org={org} definition={definition} tried={check.data} onTry={(values, chosen) => check.mutate({ form, values, chosen })} busy={ask.isPending} failed={ask.error} go={t("approval.send")} onSend={(values, chosen) => ask.mutate({ form, version, values, chosen }, { onSuccess: ({ id }) => onAsked(id) })} />
    </>
  );
}

export function AgainView({ org, one }: { org: string; one: Case }) {
  const { t } = useTranslation();
  const { again, check } = useCase(org, one.id);
  return (
    <Fill
      org={org}
      tried={check.data}
      onTry={(values, chosen) => check.mutate({ values, chosen })}
      definition={one.definition}
      values={one.values as Values}
      names={one.people}
      busy={again.isPending}
      failed={again.error}
      go={t("approval.send_again")}
      onSend={(values, chosen) => again.mutate({ values, chosen })}
    />
  );
}

type FillProps = { org: string; definition: Definition; tried: Tried | undefined; onTry: (values: Values, chosen: Chosen) => void; values?: Values; names?: Readonly<Record<string, string>>; busy: boolean; failed: unknown; go: string; onSend: (values: Values, chosen: Chosen) => void };

/** The house finds what is wrong; what was typed stays. */
export function mistakesOf(error: unknown): Mistake[] {
  const args = error instanceof Refusal ? (error.args as { mistakes?: Mistake[] }) : {};
  return args.mistakes ?? [];
}

function Fill({ org, definition, tried, onTry, values: first, names, busy, failed, go, onSend }: FillProps) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const [values, setValues] = useState<Values>(first ?? {});
  const [chosen, setChosen] = useState<Chosen>({});
  const wants = useMemo(() => choosing(definition.steps), [definition]);
  const fields = useMemo(() => askedFields(definition.fields), [definition]);
  const ask = useEffectEvent(onTry);
  // What is reckoned and who would decide is asked once typing rests.
  useEffect(() => {
    const timer = setTimeout(() => ask(sent(fields, values), chosen), STILL_MS);
    return () => clearTimeout(timer);
  }, [fields, values, chosen]);
  const mistakes = mistakesOf(failed);
  const reckoned = tried?.values as Values | undefined;
  return (
    <form
      className="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onSend(sent(fields, values), chosen);
      }}
    >
      <section className="card stack">
        {shown(fields, { ...reckoned, ...values }).map((field) => (
          <FieldInput key={field.id} org={org} field={field} value={values[field.id]} reckoned={reckoned?.[field.id]} mistakes={mistakes} names={names ?? {}} onChange={(value) => setValues({ ...values, [field.id]: value })} />
        ))}
      </section>
      {tried?.leave ? <LeaveNote leave={tried.leave} /> : null}
      {wants.length > 0 ? (
        <section className="card stack" aria-labelledby="ask-chosen">
          <h2 id="ask-chosen">{t("approval.chosen")}</h2>
          {wants.map(({ id, name }) => (
            <People
              key={id}
              org={org}
              label={name}
              chosen={chosen[id] ?? []}
              onChange={(people) => setChosen(people.length > 0 ? { ...chosen, [id]: people } : Object.fromEntries(Object.entries(chosen).filter(([step]) => step !== id)))}
            />
          ))}
        </section>
      ) : null}
      <section className="card stack" aria-labelledby="ask-route">
        <h2 id="ask-route">{t("approval.route")}</h2>
        {tried ? <Route stops={tried.route} fields={definition.fields} /> : <p className="muted">{t("approval.route_waits")}</p>}
      </section>
      {failed ? <Note tone="warn" alert>{sayWhy(failed)}</Note> : null}
      <div className="approval-foot">
        <Button type="submit" weight="door" wide busy={busy}>
          {go}
        </Button>
      </div>
    </form>
  );
}

/** What it takes of a balance, said before it is sent. */
function LeaveNote({ leave: { kind, unit, asked, left, short } }: { leave: NonNullable<Tried["leave"]> }) {
  const { t } = useTranslation();
  const amount = (hundredths: number) => t(unit === "hour" ? "approval.leave_hours" : "approval.leave_days", { amount: hundredths / 100 });
  return (
    <Note tone={short > 0 ? "warn" : "calm"} alert={short > 0}>
      {typeof left === "number" ? t("approval.leave_takes", { kind, asked: amount(asked), left: amount(left) }) : t("approval.leave_counts", { kind, asked: amount(asked) })}
      {short > 0 ? ` ${t("approval.leave_short", { short: amount(short) })}` : ""}
    </Note>
  );
}
