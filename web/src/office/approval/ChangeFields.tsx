/** What whoever decides may change at his step before he does, and what was changed as it stands in the record. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Note } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { mistakesOf } from "./AskView";
import { FieldInput } from "./FieldInput";
import { type Case, type Field, type Values, useCase } from "./approval.data";
import { shown } from "./fill.model";

type Props = { org: string; one: Case; turn: Case["turns"][number]; lacking: unknown; onDirty: (is: boolean) => void };

/** It begins anew with each state of what is filled in: what was saved is no change any longer. */
export function ChangeFields({ org, one, turn, lacking, onDirty }: Props) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const { change } = useCase(org, one.id);
  const values = one.values as Values;
  const [typed, setTyped] = useState<Values>({});
  const now = { ...values, ...typed };
  const own = shown(one.definition.fields, now).filter(({ id }) => turn.editable.includes(id));
  const mistakes = mistakesOf(change.error ?? lacking);
  const set = (id: string, value: unknown) => {
    setTyped({ ...typed, [id]: value === undefined || value === "" ? null : value });
    onDirty(true);
  };
  const isDirty = Object.keys(typed).length > 0;
  return (
    <form
      className="stack tight"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        change.mutate({ step: turn.step, seen: one.seen, values: typed }, { onSuccess: () => { setTyped({}); onDirty(false); } });
      }}
    >
      <p>{t("approval.change_lead")}</p>
      {own.map((field) => (
        <FieldInput key={field.id} org={org} field={field} value={now[field.id] ?? undefined} mistakes={mistakes} names={one.people} onChange={(value) => set(field.id, value)} />
      ))}
      {change.isError ? <Note tone="warn" alert>{sayWhy(change.error)}</Note> : null}
      <div>
        <Button type="submit" busy={change.isPending} disabled={!isDirty}>
          {t("approval.change_go")}
        </Button>
      </div>
    </form>
  );
}

/** The fields that were changed, with what stood there. */
type ChangesProps = { one: Case; changes: Case["records"][number]["changes"]; departments: Readonly<Record<string, string>> };

export function Changes({ one, changes, departments }: ChangesProps) {
  const { t } = useTranslation();
  const say = useSaid(departments);
  if (changes.length === 0) return null;
  return (
    <ul className="approval-changes small">
      {changes.map(({ field: id, is_shown, before, after }) => {
        const field = one.definition.fields.find((each) => each.id === id);
        return (
          <li key={id}>
            <strong>{field?.label ?? id}</strong>{" "}
            {is_shown && field ? (
              <>
                <span className="muted">{t("approval.change_from")}</span> <del>{say(field, before)}</del> <span className="muted">{t("approval.change_to")}</span> <ins>{say(field, after)}</ins>
              </>
            ) : (
              <span className="muted">{t("approval.change_unseen")}</span>
            )}
          </li>
        );
      })}
    </ul>
  );
}

/** A value in a line. */
function useSaid(departments: Readonly<Record<string, string>>) {
  const { t } = useTranslation();
  const plain = (value: unknown): string => (typeof value === "boolean" ? t(value ? "approval.yes" : "approval.no") : Array.isArray(value) ? value.join("、") : String(value ?? ""));
  return (field: Field, value: unknown): string => {
    if (value === undefined || value === null) return t("approval.change_nothing");
    if (field.kind === "date_range") {
      const { from, to } = value as { from: string; to: string };
      return `${from} – ${to}`;
    }
    if (field.kind === "department") return departments[value as string] ?? "—";
    if (field.kind === "date_time") return String(value).replace("T", " ");
    if (field.kind === "file" || field.kind === "picture" || field.kind === "signature") return t("approval.change_files", { count: (value as unknown[]).length });
    if (field.kind === "table") return (value as Values[]).map((row) => (field.columns ?? []).map(({ id }) => plain(row[id])).filter(Boolean).join(" ")).join("；");
    return plain(value);
  };
}
