/** A list of members: chosen or pasted, looked at, attested and brought in; and those that were, taken back. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { inBase64 } from "@/api/base64";
import { PickFile } from "@/ui/PickFile";
import { Button, Check, Dialog, Note, Select, TextField } from "@/ui/plain";
import { showRecent } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { Attest } from "./Attest";
import { isAttested, nothingAttested } from "./attested";
import { type UploadColumns, type UploadLook, uploadsQuery, useUploads } from "./roster.data";
import { sayField } from "./say";
import "./words";
import "./roster.css";

const columns = ["phone", "name", "department", "gender", "company", "invoice_title", "signature", "landline", "email", "position", "rank", "title", "fax", "seat"] as const;
type Column = (typeof columns)[number];

export default function Uploads({ org }: { org: string }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const { look, bring, wrong } = useUploads(org);
  const [file, setFile] = useState<string>();
  const [pasted, setPasted] = useState("");
  const [leftOut, setLeftOut] = useState(false);
  const [attested, setAttested] = useState(nothingAttested);
  const seen = look.data;
  const ask = (chosen: string, wanted?: UploadColumns) => {
    bring.reset();
    setLeftOut(false);
    look.mutate(wanted ? { file: chosen, columns: wanted, left_out: [] } : { file: chosen, left_out: [] });
  };
  const choose = async (chosen: Blob) => {
    const content = await inBase64(chosen);
    setFile(content);
    ask(content);
  };
  const failed = [look, bring, wrong].find(({ isError }) => isError);
  return (
    <div className="stack">
      <p className="muted">{t("roster.uploads_lead")}</p>
      <div>
        <PickFile icon="plus" busy={look.isPending} accept=".xlsx,.csv,.txt,.tsv" onPick={(chosen) => void choose(chosen)}>
          {t("roster.file")}
        </PickFile>
      </div>
      <TextField label={t("roster.paste")} rows={4} value={pasted} onChange={(event) => setPasted(event.target.value)} />
      {pasted.trim() ? (
        <div>
          <Button busy={look.isPending} onClick={() => void choose(new Blob([pasted]))}>
            {t("roster.read")}
          </Button>
        </div>
      ) : null}
      {failed ? <Note tone="warn" alert>{sayWhy(failed.error)}</Note> : null}
      {bring.data ? <Note tone="good" alert>{t("roster.done", bring.data)}</Note> : null}
      {seen && file && !bring.data ? (
        <>
          <Matched seen={seen} onChange={(wanted) => ask(file, wanted)} />
          {seen.unknown.length > 0 ? (
            <Note tone="warn">
              <p>{t("roster.unknown_lead", { names: seen.unknown.map((at) => seen.names[at]).join("、") })}</p>
              <Check checked={leftOut} onChange={setLeftOut}>{t("roster.leave_out")}</Check>
            </Note>
          ) : null}
          <p>{t("roster.counts", seen)}</p>
          <ul className="lines">
            {seen.wrongs.slice(0, 10).map(({ row, why }) => (
              <li key={row}>
                {t("roster.row", { row })} <span className="tag">{t(`roster.why_${why}`)}</span>
              </li>
            ))}
          </ul>
          <Attest attested={attested} lead={t("roster.attest_lead")} agreed={t("roster.attest_agreed")} onChange={setAttested} />
          <div className="row wrap">
            <Button
              weight="door"
              busy={bring.isPending || look.isPending}
              disabled={!isAttested(attested) || seen.people + seen.departments === 0 || (seen.unknown.length > 0 && !leftOut)}
              onClick={() => bring.mutate({ file, columns: seen.columns, left_out: leftOut ? seen.unknown : [], attestation: attested })}
            >
              {t("roster.go", { count: seen.people })}
            </Button>
            {seen.wrong > 0 ? (
              <Button busy={wrong.isPending} onClick={() => wrong.mutate({ wish: { file, columns: seen.columns, left_out: [] }, lang: i18n.language })}>
                {t("roster.wrong_get")}
              </Button>
            ) : null}
          </div>
        </>
      ) : null}
      <Before org={org} />
    </div>
  );
}

/** Which column is what; whoever changes one sees at once what follows. */
function Matched({ seen, onChange }: { seen: UploadLook; onChange: (columns: UploadColumns) => void }) {
  const { t } = useTranslation();
  const choices = [{ value: "", label: t("roster.column_none") }, ...seen.names.map((name, at) => ({ value: String(at), label: name || String(at + 1) }))];
  const shown = columns.filter((column) => column === "phone" || seen.columns[column] !== undefined);
  const label = (column: Column) => (column === "phone" || column === "department" ? t(`roster.${column}`) : sayField(t, column));
  const put = (column: Column, value: string) => {
    const { [column]: _, ...rest } = seen.columns;
    onChange(value === "" ? rest : { ...rest, [column]: Number(value) });
  };
  return (
    <fieldset className="stack">
      <legend>{t("roster.column_names")}</legend>
      {shown.map((column) => (
        <Select key={column} label={label(column)} value={String(seen.columns[column] ?? "")} choices={choices} onChange={(value) => put(column, value)} />
      ))}
    </fieldset>
  );
}

function Before({ org }: { org: string }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const lists = useQuery(uploadsQuery(org));
  const { undo } = useUploads(org);
  const [asked, setAsked] = useState<string>();
  if (!lists.data?.length && !undo.data) return null;
  return (
    <>
      <h3>{t("roster.before")}</h3>
      {undo.data ? <Note alert>{t("roster.undone", undo.data)}</Note> : null}
      <ul className="lines">
        {lists.data?.map((one) => (
          <li key={one.id}>
            <div className="lines-main stack tight">
              <strong>{showRecent(one.made_at, i18n.language)}</strong>
              <span>{[one.purpose, one.scope, one.use].join(" · ")}</span>
              <span className="small muted">{t("roster.standing", one)}</span>
            </div>
            <Button onClick={() => setAsked(one.id)}>{t("roster.undo")}</Button>
          </li>
        ))}
      </ul>
      <Dialog open={asked !== undefined} title={t("roster.undo")} closeLabel={t("common.close")} onClose={() => setAsked(undefined)}>
        <div className="stack">
          <p>{t("roster.undo_sure")}</p>
          {undo.isError ? <Note tone="warn" alert>{sayWhy(undo.error)}</Note> : null}
          <Button weight="door" busy={undo.isPending} onClick={() => asked && undo.mutate(asked, { onSuccess: () => setAsked(undefined) })}>
            {t("roster.undo")}
          </Button>
        </div>
      </Dialog>
    </>
  );
}
