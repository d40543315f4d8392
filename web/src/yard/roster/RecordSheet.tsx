/** What the organisation keeps of one member, as far as its rules show it; and what may be changed of it. */
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, Fragment, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Field, Note, Waiting } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { type RecordField, type RecordOf, recordQuery, useChangeRecord, useUnmask } from "./roster.data";
import { sayField } from "./say";

type SheetProps = { org: string; person: string; nameOf: (id: string | null | undefined) => string | undefined };

export function RecordSheet({ org, person, nameOf }: SheetProps) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const record = useQuery(recordQuery(org, person));
  const [editing, setEditing] = useState(false);
  if (record.isError) return <Note tone="warn">{sayWhy(record.error)}</Note>;
  if (!record.data) return <Waiting label={t("common.loading")} />;
  const seen = record.data;
  if (editing) return <Edit org={org} record={seen} onDone={() => setEditing(false)} />;
  const department = nameOf(seen.department);
  return (
    <div className="stack">
      {seen.photo ? <img className="roster-licence" width={96} src={`/api/v1/orgs/${org}/members/${person}/photo`} alt="" /> : null}
      {seen.fields.length === 0 && !department ? <p className="muted">{t("roster.empty")}</p> : null}
      <dl className="pair">
        {department ? (
          <>
            <dt>{t("roster.department")}</dt>
            <dd>{department}</dd>
          </>
        ) : null}
        {seen.fields.map((one) => (
          <Fragment key={one.field}>
            <dt>{sayField(t, one.field)}</dt>
            <dd>
              {one.value} {one.source ? <span className="small muted">{t(`roster.source_${one.source}`)}</span> : null}
            </dd>
          </Fragment>
        ))}
      </dl>
      {seen.standing === "keeper" && seen.fields.some((one) => one.masked) ? <Unmask org={org} person={person} /> : null}
      {seen.mine.length > 0 ? (
        <div>
          <Button onClick={() => setEditing(true)}>{t("roster.edit")}</Button>
        </div>
      ) : null}
    </div>
  );
}

function Unmask({ org, person }: { org: string; person: string }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const unmask = useUnmask(org, person);
  const [why, setWhy] = useState("");
  return (
    <form
      className="stack tight"
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        unmask.mutate(why);
      }}
    >
      <Field label={t("roster.unmask_why")} hint={t("roster.unmask_hint")} value={why} maxLength={200} onChange={(event) => setWhy(event.target.value)} />
      {unmask.isError ? <Note tone="warn" alert>{sayWhy(unmask.error)}</Note> : null}
      {unmask.data ? <Note alert>{unmask.data.number}</Note> : null}
      <div>
        <Button type="submit" busy={unmask.isPending} disabled={why.trim().length < 2}>
          {t("roster.unmask")}
        </Button>
      </div>
    </form>
  );
}

/** What is written in signs alone: full-width ones of an input method mean the others. */
const plain = new Set<RecordField>(["phone", "landline", "fax", "email", "id_number", "staff_number"]);

function Edit({ org, record, onDone }: { org: string; record: RecordOf; onDone: () => void }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const change = useChangeRecord(org, record.person);
  const stood = (field: RecordField) => record.fields.find((one) => one.field === field && !one.masked)?.value ?? "";
  const [typed, setTyped] = useState<Partial<Record<RecordField, string>>>({});
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const fields = Object.fromEntries(Object.entries(typed).map(([field, value]) => [field, value.trim() === "" ? null : value]));
    change.mutate(fields, { onSuccess: onDone });
  };
  return (
    <form className="stack" onSubmit={submit}>
      {record.mine.map((field) => (
        <Field
          key={field}
          data-plain={plain.has(field) || undefined}
          label={sayField(t, field)}
          hint={field === "id_number" ? t("roster.identity_lead") : undefined}
          type={field === "hired_on" || field === "contract_until" ? "date" : "text"}
          value={typed[field] ?? stood(field)}
          maxLength={120}
          autoComplete="off"
          onChange={(event) => setTyped((before) => ({ ...before, [field]: event.target.value }))}
        />
      ))}
      {change.isError ? <Note tone="warn" alert>{sayWhy(change.error)}</Note> : null}
      <div className="row wrap">
        <Button type="submit" weight="door" busy={change.isPending} disabled={Object.keys(typed).length === 0}>
          {t("common.save")}
        </Button>
        <Button onClick={onDone}>{t("common.cancel")}</Button>
      </div>
    </form>
  );
}
