/** By which fields of a form an approved case takes leave, or earns time off. */
import { useTranslation } from "react-i18next";
import { Select } from "@/ui/plain";
import type { Definition } from "./approval.data";
import "./words";

type Field = Definition["fields"][number];
type Change = (part: Partial<Definition>) => void;

export function LedgerFields({ drawn, onChange }: { drawn: Definition; onChange: Change }) {
  return (
    <>
      <Leave drawn={drawn} onChange={onChange} />
      <Overtime drawn={drawn} onChange={onChange} />
    </>
  );
}

/** The fields of a kind, as choices; one that is named and is there no longer stays to be seen. */
const choicesOf =
  (fields: readonly Field[]) =>
  (kind: Field["kind"], named: string | null | undefined, none: string) => {
    const there = fields.filter((field) => field.kind === kind).map(({ id, label }) => ({ value: id, label: label || id }));
    const gone = named && !there.some(({ value }) => value === named) ? [{ value: named, label: named }] : [];
    return [{ value: "", label: none }, ...there, ...gone];
  };

function Leave({ drawn, onChange }: { drawn: Definition; onChange: Change }) {
  const { t } = useTranslation();
  const choices = choicesOf(drawn.fields);
  const leave = drawn.leave ?? undefined;
  const span = leave?.span ?? drawn.away ?? drawn.fields.find(({ kind }) => kind === "date_range")?.id;
  const kinds = choices("choice", leave?.kind, t("approval.leave_none"));
  if (!leave && (kinds.length === 1 || !span)) return null;
  const put = (part: Partial<NonNullable<typeof leave>>) => (leave ? onChange({ leave: { ...leave, ...part } }) : undefined);
  return (
    <>
      <Select label={t("approval.form_leave")} value={leave?.kind ?? ""} choices={kinds} onChange={(kind) => onChange({ leave: kind ? { ...leave, kind, span: span ?? "" } : null })} />
      {leave ? (
        <>
          <Select label={t("approval.leave_span")} value={leave.span} choices={choices("date_range", leave.span, t("approval.ledger_none"))} onChange={(next) => put({ span: next })} />
          <Select label={t("approval.leave_begins")} value={leave.begins ?? ""} choices={choices("choice", leave.begins, t("approval.ledger_none"))} onChange={(next) => put({ begins: next || null })} />
          <Select label={t("approval.leave_ends")} value={leave.ends ?? ""} choices={choices("choice", leave.ends, t("approval.ledger_none"))} onChange={(next) => put({ ends: next || null })} />
          <Select label={t("approval.leave_by_hours")} value={leave.hours ?? ""} choices={choices("number", leave.hours, t("approval.ledger_none"))} onChange={(next) => put({ hours: next || null })} />
        </>
      ) : null}
    </>
  );
}

function Overtime({ drawn, onChange }: { drawn: Definition; onChange: Change }) {
  const { t } = useTranslation();
  const choices = choicesOf(drawn.fields);
  const overtime = drawn.overtime ?? undefined;
  const day = overtime?.day ?? drawn.fields.find(({ kind }) => kind === "date")?.id;
  const hours = choices("number", overtime?.hours, t("approval.overtime_none"));
  if (!overtime && (hours.length === 1 || !day)) return null;
  const put = (part: Partial<NonNullable<typeof overtime>>) => (overtime ? onChange({ overtime: { ...overtime, ...part } }) : undefined);
  return (
    <>
      <Select label={t("approval.form_overtime")} value={overtime?.hours ?? ""} choices={hours} onChange={(next) => onChange({ overtime: next ? { ...overtime, hours: next, day: day ?? "" } : null })} />
      {overtime ? (
        <>
          <Select label={t("approval.overtime_day")} value={overtime.day} choices={choices("date", overtime.day, t("approval.ledger_none"))} onChange={(next) => put({ day: next })} />
          <Select label={t("approval.overtime_pay")} value={overtime.pay ?? ""} choices={choices("choice", overtime.pay, t("approval.ledger_none"))} onChange={(next) => put({ pay: next || null })} />
        </>
      ) : null}
    </>
  );
}
