/** Conditions on fields: all of them hold. */
import { useTranslation } from "react-i18next";
import { Button, Field as Line, Select } from "@/ui/plain";
import type { Field, Test } from "./approval.data";

const compared = new Set(["number", "money", "formula", "choice", "choices", "yes_no", "text", "date", "department"]);
const opsOf = (kind: Field["kind"] | undefined): Test["op"][] => {
  if (kind === "number" || kind === "money" || kind === "formula" || kind === "date") return ["ge", "gt", "le", "lt", "eq", "ne"];
  if (kind === "choices" || kind === "department") return ["has"];
  return ["eq", "ne"];
};

type TestsProps = { label: string; tests: readonly Test[]; fields: readonly Field[]; onChange: (tests: Test[]) => void };

export function Tests({ label, tests, fields, onChange }: TestsProps) {
  const { t } = useTranslation();
  const fit = fields.filter(({ kind }) => compared.has(kind));
  const first = fit[0];
  if (!first && tests.length === 0) return null;
  const set = (at: number, next: Partial<Test>) => onChange(tests.map((one, index) => (index === at ? { ...one, ...next } : one)));
  return (
    <fieldset className="approval-set stack tight">
      <legend>{label}</legend>
      {tests.map((test, at) => {
        const field = fields.find(({ id }) => id === test.field);
        return (
          // oxlint-disable-next-line no-array-index-key
          <div key={at} className="row wrap approval-line">
            <Select
              label={t("approval.test_field")}
              value={test.field}
              onChange={(id) => set(at, { field: id, op: opsOf(fields.find((one) => one.id === id)?.kind)[0] ?? "eq", value: "" })}
              choices={[...(field ? [] : [{ value: test.field, label: test.field }]), ...fit.map(({ id, label: name }) => ({ value: id, label: name }))]}
            />
            <Select label={t("approval.test_op")} value={test.op} onChange={(op) => set(at, { op: op as Test["op"] })} choices={opsOf(field?.kind).map((value) => ({ value, label: t(`approval.op_${value}`) }))} />
            <Wanted field={field} value={test.value} onChange={(value) => set(at, { value })} />
            <Button onClick={() => onChange(tests.filter((_, index) => index !== at))}>{t("approval.remove")}</Button>
          </div>
        );
      })}
      {first ? (
        <div>
          <Button icon="plus" onClick={() => onChange([...tests, { field: first.id, op: opsOf(first.kind)[0] ?? "eq", value: "" }])}>
            {t("approval.test_add")}
          </Button>
        </div>
      ) : null}
    </fieldset>
  );
}

function Wanted({ field, value, onChange }: { field: Field | undefined; value: string; onChange: (value: string) => void }) {
  const { t } = useTranslation();
  const label = t("approval.test_value");
  if (field?.kind === "choice" || field?.kind === "choices") {
    return <Select label={label} value={value} onChange={onChange} choices={[{ value: "", label: t("approval.choose") }, ...(field.choices ?? []).map((one) => ({ value: one, label: one }))]} />;
  }
  if (field?.kind === "yes_no") {
    return <Select label={label} value={value} onChange={onChange} choices={[{ value: "", label: t("approval.choose") }, { value: "true", label: t("approval.yes") }, { value: "false", label: t("approval.no") }]} />;
  }
  return <Line label={label} type={field?.kind === "date" ? "date" : "text"} value={value} maxLength={60} onChange={(event) => onChange(event.target.value)} />;
}
