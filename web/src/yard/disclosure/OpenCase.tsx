import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Skeleton } from "@/ui/kit/Kit";
import { Button, Check, Field, Note, Select, TextField } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { groundsQuery, useOpenCase } from "./disclosure.data";
import { KINDS, sayCase, sayField } from "./say";

type Kind = (typeof KINDS)[number];

/** About whom, which data, for whom, why, and on which ground. */
export function OpenCase({ onDone }: { onDone: (id: string) => void }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const grounds = useQuery(groundsQuery(i18n.language));
  const open = useOpenCase();
  const [kind, setKind] = useState<Kind>("authority");
  const [ground, setGround] = useState("");
  const [identityCase, setIdentityCase] = useState("");
  const [people, setPeople] = useState("");
  const [fields, setFields] = useState<string[]>([]);
  const [facts, setFacts] = useState({ to: "", reference: "", why: "", act: "", measure: "" });
  if (grounds.isError) return <Note tone="warn">{sayWhy(grounds.error)}</Note>;
  if (!grounds.data) return <Skeleton active />;
  const list = kind === "transfer" || kind === "heir" ? [] : kind === "use" ? grounds.data.use : grounds.data.share;
  const asks = kind === "transfer" || kind === "violation" || kind === "complaint";
  const choices = [{ value: "", label: asks ? t("disclosure.ground_ask") : "—" }, ...list.map(({ code, title }) => ({ value: code, label: title }))];
  const { identity, verified } = grounds.data;
  const asksCase = identity.length > 0 && ["use", "authority", "complaint"].includes(kind) && fields.some((field) => verified.includes(field));
  const cases = [{ value: "", label: "—" }, ...identity.map(({ code, title }) => ({ value: code, label: title }))];
  const say = (name: keyof typeof facts) => (event: { target: { value: string } }) => setFacts({ ...facts, [name]: event.target.value });
  const toggle = (field: string, on: boolean) => setFields(on ? [...fields, field] : fields.filter((one) => one !== field));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const named = people.split(/[\s,，]+/).filter(Boolean);
    open.mutate({ kind, ground: ground || null, identity_case: asksCase ? identityCase || null : null, people: named, fields: kind === "violation" ? [] : fields, facts }, { onSuccess: ({ id }) => onDone(id) });
  };
  return (
    <form className="stack" onSubmit={submit}>
      <Select
        label={t("disclosure.kind")}
        value={kind}
        onChange={(value) => {
          setKind(KINDS.find((one) => one === value) ?? "authority");
          setGround("");
        }}
        choices={KINDS.map((value) => ({ value, label: sayCase(value, t) }))}
      />
      {list.length > 0 ? <Select label={t("disclosure.ground")} value={ground} onChange={setGround} choices={choices} /> : null}
      <TextField label={t("disclosure.people")} rows={2} value={people} required onChange={(event) => setPeople(event.target.value)} />
      {kind === "violation" ? (
        <>
          <TextField label={t("disclosure.act")} rows={2} value={facts.act} maxLength={2000} required onChange={say("act")} />
          <TextField label={t("disclosure.measure")} rows={2} value={facts.measure} maxLength={2000} required onChange={say("measure")} />
        </>
      ) : (
        <fieldset className="stack tight">
          <legend>{t("disclosure.fields")}</legend>
          {grounds.data.fields.map((field) => (
            <Check key={field} checked={fields.includes(field)} onChange={(on) => toggle(field, on)}>
              {sayField(field, t)}
            </Check>
          ))}
        </fieldset>
      )}
      {asksCase ? <Select label={t("disclosure.identity_case")} value={identityCase} onChange={setIdentityCase} choices={cases} /> : null}
      <Field label={t("disclosure.to")} value={facts.to} maxLength={200} required onChange={say("to")} />
      <Field label={t("disclosure.reference")} value={facts.reference} maxLength={200} onChange={say("reference")} />
      <TextField label={t("disclosure.why")} rows={3} value={facts.why} maxLength={2000} required onChange={say("why")} />
      {open.isError ? <Note tone="warn" alert>{sayWhy(open.error)}</Note> : null}
      <Button type="submit" weight="door" busy={open.isPending}>
        {t("disclosure.open")}
      </Button>
    </form>
  );
}
