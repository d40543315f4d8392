/** What was filled in, as it is read. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Dialog, Field as Line, Note } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { type Case, type Field, type Values, fetchFile, useCase } from "./approval.data";

export function ValuesView({ org, one, departments }: { org: string; one: Case; departments: Readonly<Record<string, string>> }) {
  const values = one.values as Values;
  const fields = one.definition.fields.filter(({ id, kind }) => kind !== "note" && values[id] !== undefined);
  return (
    <dl className="approval-values">
      {fields.map((field) => (
        <div key={field.id}>
          <dt>{field.label}</dt>
          <dd>
            <Value org={org} one={one} field={field} value={values[field.id]} departments={departments} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

type ValueProps = { org: string; one: Case; field: Field; value: unknown; departments: Readonly<Record<string, string>> };

function Value({ org, one, field, value, departments }: ValueProps) {
  const { t } = useTranslation();
  switch (field.kind) {
    case "yes_no":
      return <>{t(value === true ? "approval.yes" : "approval.no")}</>;
    case "choices":
      return <>{(value as string[]).join("、")}</>;
    case "person":
      return <>{(value as string[]).map((person) => one.people[person] ?? "—").join("、")}</>;
    case "department":
      return <>{departments[value as string] ?? "—"}</>;
    case "date_range": {
      const { from, to } = value as { from: string; to: string };
      return <>{`${from} – ${to}`}</>;
    }
    case "date_time":
      return <>{(value as string).replace("T", " ")}</>;
    case "id_number":
      return <Masked org={org} one={one} field={field} value={value as string} />;
    case "file":
    case "picture":
    case "signature":
      return <Files org={org} id={one.id} files={value as string[]} />;
    case "table":
      return <Rows field={field} rows={value as Values[]} />;
    case "linked":
      return <a href={`/approvals/${org}/cases/${value as string}`}>{t("approval.linked")}</a>;
    default:
      return <span className="approval-text">{String(value)}</span>;
  }
}

function Rows({ field, rows }: { field: Field; rows: Values[] }) {
  const { t } = useTranslation();
  const columns = field.columns ?? [];
  const say = (value: unknown) => (value === undefined ? "" : typeof value === "boolean" ? t(value ? "approval.yes" : "approval.no") : Array.isArray(value) ? value.join("、") : String(value));
  return (
    <div className="approval-table">
      <table>
        <thead>
          <tr>
            {columns.map(({ id, label }) => (
              <th key={id} scope="col">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            // oxlint-disable-next-line no-array-index-key
            <tr key={at}>
              {columns.map(({ id, kind }) => (
                <td key={id} className={kind === "money" || kind === "number" ? "number" : undefined}>
                  {say(row[id])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Files({ org, id, files }: { org: string; id: string; files: string[] }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const [failed, setFailed] = useState<unknown>();
  const [shown, setShown] = useState<{ file: string; url: string; isPdf: boolean }>();
  const open = (file: string) =>
    fetchFile(org, id, file).then(
      (blob) => setShown({ file, url: URL.createObjectURL(blob), isPdf: blob.type === "application/pdf" }),
      (error: unknown) => setFailed(error),
    );
  const shut = () => {
    if (shown) URL.revokeObjectURL(shown.url);
    setShown(undefined);
  };
  return (
    <>
      <span className="row wrap">
        {files.map((file, at) => (
          <Button key={file} onClick={() => void open(file)}>
            {t("approval.file_nth", { number: at + 1 })}
          </Button>
        ))}
      </span>
      {failed ? <Note tone="warn" alert>{sayWhy(failed)}</Note> : null}
      <Dialog open={shown !== undefined} title={t("approval.file")} closeLabel={t("common.close")} onClose={shut}>
        {shown?.isPdf ? (
          <a className="button door" href={shown.url} target="_blank" rel="noreferrer">
            {t("approval.open_pdf")}
          </a>
        ) : (
          <img className="approval-picture" src={shown?.url} alt={t("approval.file")} />
        )}
      </Dialog>
    </>
  );
}

/** A number of a document: to be seen in full only with a reason that all who take part read. */
function Masked({ org, one, field, value }: { org: string; one: Case; field: Field; value: string }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const { reveal } = useCase(org, one.id);
  const [asks, setAsks] = useState(false);
  const [reason, setReason] = useState("");
  return (
    <span className="row wrap">
      <span className="mono">{reveal.data?.value ?? value}</span>
      {reveal.data ? null : <Button onClick={() => setAsks(true)}>{t("approval.reveal")}</Button>}
      <Dialog open={asks} title={t("approval.reveal_title", { field: field.label })} closeLabel={t("common.close")} onClose={() => setAsks(false)}>
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            reveal.mutate({ field: field.id, reason }, { onSuccess: () => setAsks(false) });
          }}
        >
          <p>{t("approval.reveal_lead")}</p>
          <Line label={t("approval.reason")} value={reason} required maxLength={200} onChange={(event) => setReason(event.target.value)} />
          {reveal.isError ? <Note tone="warn" alert>{sayWhy(reveal.error)}</Note> : null}
          <Button type="submit" weight="door" busy={reveal.isPending} disabled={!reason.trim()}>
            {t("approval.reveal")}
          </Button>
        </form>
      </Dialog>
    </span>
  );
}
