/** A list of homes at the property's desk: chosen, looked at, brought in; and those that were, taken back. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { inBase64 } from "@/api/base64";
import { PickFile } from "@/ui/PickFile";
import { Button, Dialog, Note, Select } from "@/ui/plain";
import { showRecent } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { type Columns, type Look, importsQuery, useImports } from "./imports.data";
import "./words";

const fields = ["building", "unit", "room", "floor", "number", "name", "phone", "relation", "from", "until"] as const;

export default function Imports({ org }: { org: string }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const { look, bring, wrong } = useImports(org);
  const [file, setFile] = useState<string>();
  const seen = look.data;
  const ask = (chosen: string, columns?: Columns) => {
    bring.reset();
    look.mutate(columns ? { file: chosen, columns } : { file: chosen });
  };
  const choose = async (chosen: File) => {
    const content = await inBase64(chosen);
    setFile(content);
    ask(content);
  };
  const failed = [look, bring, wrong].find(({ isError }) => isError);
  return (
    <section className="card stack" aria-labelledby="desk-imports">
      <h2 id="desk-imports">{t("homelists.title")}</h2>
      <p className="muted">{t("homelists.lead")}</p>
      <div>
        <PickFile icon="plus" busy={look.isPending} accept=".xlsx,.csv,.txt,.tsv" onPick={(chosen) => void choose(chosen)}>
          {t("homelists.file")}
        </PickFile>
      </div>
      {failed ? <Note tone="warn" alert>{sayWhy(failed.error)}</Note> : null}
      {bring.data ? <Note alert>{[t("homelists.done", { count: bring.data.new }), ...(bring.data.people > 0 ? [t("homelists.people", { count: bring.data.people })] : [])].join(" ")}</Note> : null}
      {seen && file && !bring.data ? (
        <>
          <Matched seen={seen} onChange={(columns) => ask(file, columns)} />
          <Found seen={seen} />
          <div className="row wrap">
            <Button weight="door" busy={bring.isPending || look.isPending} disabled={seen.new + seen.people === 0} onClick={() => bring.mutate({ file, columns: seen.columns })}>
              {t("homelists.go", { count: seen.new })}
            </Button>
            {seen.wrong > 0 ? (
              <Button busy={wrong.isPending} onClick={() => wrong.mutate({ wish: { file, columns: seen.columns }, lang: i18n.language })}>
                {t("homelists.wrong_get")}
              </Button>
            ) : null}
          </div>
        </>
      ) : null}
      <Before org={org} />
    </section>
  );
}

/** Which column is what; whoever changes one sees at once what follows. */
function Matched({ seen, onChange }: { seen: Look; onChange: (columns: Columns) => void }) {
  const { t } = useTranslation();
  const choices = [{ value: "", label: t("homelists.column_none") }, ...seen.names.map((name, at) => ({ value: String(at), label: name || String(at + 1) }))];
  return (
    <fieldset className="stack">
      <legend>{t("homelists.columns")}</legend>
      <div className="row wrap home-form">
        {fields.map((field) => (
          <Select key={field} label={t(`homelists.${field}`)} value={String(seen.columns[field] ?? "")} choices={choices} onChange={(value) => onChange({ ...seen.columns, [field]: value === "" ? null : Number(value) })} />
        ))}
      </div>
      {(seen.columns.room ?? undefined) === undefined ? <Note tone="warn">{t("homelists.needs_room")}</Note> : null}
    </fieldset>
  );
}

function Found({ seen }: { seen: Look }) {
  const { t } = useTranslation();
  const counts = [t("homelists.new", { count: seen.new }), t("homelists.there", { count: seen.there }), t("homelists.wrong", { count: seen.wrong })];
  if (seen.people > 0) counts.push(t("homelists.people", { count: seen.people }));
  if (seen.people_there > 0) counts.push(t("homelists.people_there", { count: seen.people_there }));
  return (
    <>
      <p>{counts.join(" · ")}</p>
      <ul className="home-list">
        {seen.first.slice(0, 5).map((home) => (
          <li key={home.number}>
            <span className="home-name">
              <strong>{home.number}</strong> <span className="small muted">{[home.building, home.unit, home.room].join(" ")}</span>
            </span>
          </li>
        ))}
        {seen.wrongs.slice(0, 10).map(({ row, why }) => (
          <li key={row}>
            <span className="home-name">
              {t("homelists.row", { row })} <span className="tag">{t(`homelists.why_${why}`)}</span>
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

function Before({ org }: { org: string }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const lists = useQuery(importsQuery(org));
  const { undo } = useImports(org);
  const [asked, setAsked] = useState<{ id: string; at: string }>();
  if (!lists.data?.length && !undo.data) return null;
  return (
    <>
      <h3>{t("homelists.before")}</h3>
      {undo.data ? <Note alert>{[t("homelists.undone", { count: undo.data.gone }), ...(undo.data.stay > 0 ? [t("homelists.stayed", { count: undo.data.stay })] : [])].join(" ")}</Note> : null}
      <ul className="home-list">
        {lists.data?.map((one) => (
          <li key={one.id}>
            <span className="home-name">
              {showRecent(one.made_at, i18n.language)} <span className="small muted">{t("homelists.made", { count: one.homes })}</span>
            </span>
            <Button onClick={() => setAsked({ id: one.id, at: showRecent(one.made_at, i18n.language) })}>{t("homelists.undo")}</Button>
          </li>
        ))}
      </ul>
      <Dialog open={asked !== undefined} title={t("homelists.undo_of", { at: asked?.at ?? "" })} closeLabel={t("common.close")} onClose={() => setAsked(undefined)}>
        <div className="stack">
          <p>{t("homelists.undo_lead")}</p>
          {undo.isError ? <Note tone="warn" alert>{sayWhy(undo.error)}</Note> : null}
          <Button weight="door" busy={undo.isPending} onClick={() => asked && undo.mutate(asked.id, { onSuccess: () => setAsked(undefined) })}>
            {t("homelists.undo")}
          </Button>
        </div>
      </Dialog>
    </>
  );
}
