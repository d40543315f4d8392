/** A form is drawn: its fields, its process, a trial before it is published. Every move is a button, so the keyboard alone does it. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Check, Field as Line, Note, Select, TextField, Waiting } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { FieldInput } from "./FieldInput";
import { People } from "./People";
import { Route } from "./Route";
import { LedgerFields } from "./LedgerFields";
import { Steps } from "./Steps";
import { Tests } from "./Tests";
import { type Chosen, type Definition, type Field, type Flaw, type Kind, type Values, drawnQuery, settingsQuery, useDesk } from "./approval.data";
import { choosing, freshId, isChangeable, moved, sent, shown, stepIds, withFields } from "./fill.model";
import "./words";
import "./approval.css";

const kinds = [
  "text", "long_text", "number", "money", "date", "time", "date_time", "date_range", "choice", "choices", "yes_no", "person",
  "department", "place", "phone", "email", "id_number", "file", "picture", "signature", "table", "formula", "linked", "note",
] as const satisfies readonly Kind[];
const inTables = ["text", "number", "money", "date", "time", "choice", "yes_no", "place", "phone"] as const satisfies readonly Kind[];

export function DrawView({ org, form }: { org: string; form: string }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const drawn = useQuery(drawnQuery(org, form));
  if (drawn.isError) return <Note tone="warn" alert>{sayWhy(drawn.error)}</Note>;
  if (!drawn.data) return <Waiting label={t("common.loading")} />;
  return <Draw key={form} org={org} form={form} first={drawn.data} />;
}

type First = { stamp: number; state: "draft" | "live" | "resting"; version: number; definition: Definition; flaws: Flaw[] };

function Draw({ org, form, first }: { org: string; form: string; first: First }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const { draw, publish, rest } = useDesk(org);
  const [drawn, setDrawn] = useState(first.definition);
  const [kept, setKept] = useState({ stamp: first.stamp, flaws: first.flaws });
  const [state, setState] = useState({ word: first.state, version: first.version });
  const [isChanged, setChanged] = useState(false);
  const change = (next: Partial<Definition>) => {
    setDrawn({ ...drawn, ...next });
    setChanged(true);
  };
  const save = async () => {
    const done = await draw.mutateAsync({ form, stamp: kept.stamp, definition: drawn });
    setKept(done);
    setChanged(false);
    return done;
  };
  const go = async () => {
    const { stamp, flaws } = isChanged ? await save() : kept;
    if (flaws.length > 0) return;
    const { version } = await publish.mutateAsync({ form, stamp });
    setKept({ stamp: stamp + 1, flaws: [] });
    setState({ word: "live", version });
  };
  const turn = async () => {
    await rest.mutateAsync({ form, stamp: kept.stamp, live: state.word !== "live" });
    setKept({ ...kept, stamp: kept.stamp + 1 });
    setState({ ...state, word: state.word === "live" ? "resting" : "live" });
  };
  const failed = [draw, publish, rest].find(({ isError }) => isError);
  const ranges = drawn.fields.filter(({ kind }) => kind === "date_range");
  const flawsOf = (at: string) => kept.flaws.filter((flaw) => flaw.at === at);
  return (
    <>
      <header className="page-head">
        <h1>{drawn.name || t("approval.form_unnamed")}</h1>
        <p>
          <span className={`tag ${state.word === "live" ? "good" : ""}`}>{t(`approval.form_${state.word}`)}</span> {state.version > 0 ? <span className="muted">{t("approval.version", { number: state.version })}</span> : null}
        </p>
      </header>
      <section className="card stack" aria-labelledby="draw-about">
        <h2 id="draw-about">{t("approval.about")}</h2>
        <Line label={t("approval.form_name")} value={drawn.name} maxLength={60} onChange={(event) => change({ name: event.target.value })} />
        <Line label={t("approval.form_note")} value={drawn.note ?? ""} maxLength={200} onChange={(event) => change({ note: event.target.value })} />
        <Line label={t("approval.form_group")} value={drawn.group ?? ""} maxLength={60} onChange={(event) => change({ group: event.target.value })} />
        {ranges.length > 0 || drawn.away ? (
          <Select
            label={t("approval.form_away")}
            value={drawn.away ?? ""}
            onChange={(away) => change({ away: away || null })}
            choices={[{ value: "", label: t("approval.form_away_none") }, ...ranges.map(({ id, label }) => ({ value: id, label: label || id }))]}
          />
        ) : null}
        <LedgerFields drawn={drawn} onChange={change} />
        <Flaws flaws={flawsOf("")} />
      </section>
      <Fields drawn={drawn} flawsOf={flawsOf} onChange={(fields) => change(withFields(drawn, fields))} />
      <section className="card stack" aria-labelledby="draw-steps">
        <h2 id="draw-steps">{t("approval.process")}</h2>
        <p className="muted">{t("approval.process_lead")}</p>
        <Steps org={org} steps={drawn.steps} fields={drawn.fields} taken={new Set(stepIds(drawn.steps))} flawsOf={flawsOf} depth={0} onChange={(steps) => change({ steps })} />
      </section>
      <Trial org={org} form={form} drawn={drawn} isWhole={!isChanged && kept.flaws.length === 0} />
      {failed ? <Note tone="warn" alert>{sayWhy(failed.error)}</Note> : null}
      {!isChanged && kept.flaws.length > 0 ? <Note tone="warn" alert>{t("approval.flaws", { count: kept.flaws.length })}</Note> : null}
      {publish.isSuccess && !isChanged ? <Note tone="good">{t("approval.published", { number: state.version })}</Note> : null}
      <div className="approval-foot row wrap">
        <Button busy={draw.isPending} disabled={!isChanged} onClick={() => void save().catch(() => undefined)}>
          {isChanged ? t("approval.save") : t("approval.saved")}
        </Button>
        <Button weight="door" busy={publish.isPending} onClick={() => void go().catch(() => undefined)}>
          {t("approval.publish")}
        </Button>
        {state.version > 0 ? (
          <Button busy={rest.isPending} onClick={() => void turn().catch(() => undefined)}>
            {t(state.word === "live" ? "approval.rest" : "approval.wake")}
          </Button>
        ) : null}
      </div>
    </>
  );
}

export function Flaws({ flaws }: { flaws: readonly Flaw[] }) {
  const { t } = useTranslation();
  return (
    <>
      {flaws.map(({ why }) => (
        <p key={why} className="approval-flaw" role="alert">
          {t(`approval.flaw.${why as "id.wrong"}`, { defaultValue: why })}
        </p>
      ))}
    </>
  );
}

function Fields({ drawn, flawsOf, onChange }: { drawn: Definition; flawsOf: (at: string) => Flaw[]; onChange: (fields: Field[]) => void }) {
  const { t } = useTranslation();
  const [kind, setKind] = useState<Kind>("text");
  const taken = new Set(drawn.fields.map(({ id }) => id));
  return (
    <section className="card stack" aria-labelledby="draw-fields">
      <h2 id="draw-fields">{t("approval.fields")}</h2>
      {drawn.fields.map((field, at) => (
        <FieldEditor
          key={field.id}
          field={field}
          above={drawn.fields.slice(0, at)}
          flaws={flawsOf(field.id)}
          onChange={(next) => onChange(drawn.fields.map((one, index) => (index === at ? next : one)))}
          onRemove={() => onChange(drawn.fields.filter((_, index) => index !== at))}
          onMove={(by) => onChange(moved(drawn.fields, at, by))}
        />
      ))}
      <div className="row wrap approval-line">
        <Select label={t("approval.field_kind")} value={kind} onChange={(value) => setKind(value as Kind)} choices={kinds.map((value) => ({ value, label: t(`approval.kind_${value}`) }))} />
        <Button icon="plus" onClick={() => onChange([...drawn.fields, freshField(kind, freshId("field", taken), t(`approval.kind_${kind}`))])}>
          {t("approval.field_add")}
        </Button>
      </div>
    </section>
  );
}

function freshField(kind: Kind, id: string, label: string): Field {
  return { id, kind, label, hint: "", required: false, by_step: false, choices: kind === "choice" || kind === "choices" ? [`${label} 1`] : [], columns: [], formula: "", form: null, least: null, most: null, when: [] };
}

type EditorProps = { field: Field; above: readonly Field[]; flaws: readonly Flaw[]; isColumn?: boolean; onChange: (field: Field) => void; onRemove: () => void; onMove: (by: -1 | 1) => void };

function FieldEditor({ field, above, flaws, isColumn, onChange, onRemove, onMove }: EditorProps) {
  const { t } = useTranslation();
  const columns = field.columns ?? [];
  const set = (next: Partial<Field>) => onChange({ ...field, ...next });
  return (
    <details className="approval-row" open={flaws.length > 0 || undefined}>
      <summary>
        <span className="approval-grow">{field.label || "—"}</span> <span className="tag">{t(`approval.kind_${field.kind}`)}</span> {field.required ? <span className="tag">{t("approval.required")}</span> : null} {field.by_step ? <span className="tag">{t("approval.by_step_tag")}</span> : null}
      </summary>
      <div className="stack tight">
        <Flaws flaws={flaws} />
        {field.kind === "note" ? (
          <TextField label={t("approval.note_says")} rows={2} value={field.label} maxLength={500} onChange={(event) => set({ label: event.target.value })} />
        ) : (
          <Line label={t("approval.field_label")} value={field.label} maxLength={60} onChange={(event) => set({ label: event.target.value })} />
        )}
        {field.kind === "note" || isColumn ? null : <Line label={t("approval.field_hint")} value={field.hint ?? ""} maxLength={200} onChange={(event) => set({ hint: event.target.value })} />}
        {field.kind === "note" || field.kind === "formula" ? null : (
          <Check checked={field.required ?? false} onChange={(required) => set({ required })}>
            {t("approval.required")}
          </Check>
        )}
        {!isColumn && isChangeable(field) ? (
          <Check checked={field.by_step ?? false} onChange={(by_step) => set({ by_step })}>
            {t("approval.by_step")}
          </Check>
        ) : null}
        {field.kind === "choice" || field.kind === "choices" ? (
          <TextField label={t("approval.choices")} rows={4} value={(field.choices ?? []).join("\n")} onChange={(event) => set({ choices: event.target.value.split("\n") })} onBlur={() => set({ choices: (field.choices ?? []).map((one) => one.trim()).filter(Boolean) })} />
        ) : null}
        {field.kind === "number" || field.kind === "money" ? (
          <div className="row wrap approval-line">
            <Line label={t("approval.least")} inputMode="decimal" value={field.least ?? ""} onChange={(event) => set({ least: event.target.value || null })} />
            <Line label={t("approval.most")} inputMode="decimal" value={field.most ?? ""} onChange={(event) => set({ most: event.target.value || null })} />
          </div>
        ) : null}
        {field.kind === "formula" ? <Line label={t("approval.formula")} hint={t("approval.formula_hint", { names: named(above).join(", ") || "—" })} value={field.formula ?? ""} maxLength={300} onChange={(event) => set({ formula: event.target.value })} /> : null}
        {field.kind === "table" ? (
          <fieldset className="approval-set stack tight">
            <legend>{t("approval.columns")}</legend>
            {columns.map((column, at) => (
              <FieldEditor
                key={column.id}
                field={column}
                above={[]}
                flaws={[]}
                isColumn
                onChange={(next) => set({ columns: columns.map((one, index) => (index === at ? next : one)) })}
                onRemove={() => set({ columns: columns.filter((_, index) => index !== at) })}
                onMove={(by) => set({ columns: moved(columns, at, by) })}
              />
            ))}
            <AddColumn onAdd={(kind, label) => set({ columns: [...columns, freshField(kind, freshId("column", new Set(columns.map(({ id }) => id))), label)] })} />
          </fieldset>
        ) : null}
        {isColumn ? null : <Tests label={t("approval.shown_when")} tests={field.when ?? []} fields={above} onChange={(when) => set({ when })} />}
        <p className="small muted">{t("approval.field_id", { id: field.id })}</p>
        <Moves name={field.label} onRemove={onRemove} onMove={onMove} />
      </div>
    </details>
  );
}

/** What a formula may name: numbers and days above it, and columns of tables. */
function named(above: readonly Field[]): string[] {
  return above.flatMap((field) => {
    if (field.kind === "number" || field.kind === "money" || field.kind === "formula") return [field.id];
    if (field.kind === "date_range") return [`days(${field.id})`];
    if (field.kind === "table") return (field.columns ?? []).filter(({ kind }) => kind === "number" || kind === "money").map((column) => `sum(${field.id}.${column.id})`);
    return [];
  });
}

export function Moves({ name, onRemove, onMove }: { name: string; onRemove: () => void; onMove: (by: -1 | 1) => void }) {
  const { t } = useTranslation();
  return (
    <div className="row wrap">
      <Button aria-label={t("approval.up_of", { name })} onClick={() => onMove(-1)}>
        {t("approval.up")}
      </Button>
      <Button aria-label={t("approval.down_of", { name })} onClick={() => onMove(1)}>
        {t("approval.down")}
      </Button>
      <Button aria-label={t("approval.remove_of", { name })} onClick={onRemove}>
        {t("approval.remove")}
      </Button>
    </div>
  );
}

function AddColumn({ onAdd }: { onAdd: (kind: Kind, label: string) => void }) {
  const { t } = useTranslation();
  const [kind, setKind] = useState<Kind>("text");
  return (
    <div className="row wrap approval-line">
      <Select label={t("approval.column_kind")} value={kind} onChange={(value) => setKind(value as Kind)} choices={inTables.map((value) => ({ value, label: t(`approval.kind_${value}`) }))} />
      <Button icon="plus" onClick={() => onAdd(kind, t(`approval.kind_${kind}`))}>
        {t("approval.column_add")}
      </Button>
    </div>
  );
}

/** Who would decide for somebody and some values, before anybody can ask. */
function Trial({ org, form, drawn, isWhole }: { org: string; form: string; drawn: Definition; isWhole: boolean }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const { simulate } = useDesk(org);
  const [asker, setAsker] = useState<string[]>([]);
  const [values, setValues] = useState<Values>({});
  const [chosen, setChosen] = useState<Chosen>({});
  useQuery(settingsQuery(org));
  const who = asker[0];
  return (
    <section className="card stack" aria-labelledby="draw-trial">
      <h2 id="draw-trial">{t("approval.trial")}</h2>
      <p className="muted">{isWhole ? t("approval.trial_lead") : t("approval.trial_save")}</p>
      {isWhole ? (
        <details>
          <summary>{t("approval.trial_open")}</summary>
          <form
            className="stack"
            onSubmit={(event) => {
              event.preventDefault();
              if (who) simulate.mutate({ form, asker: who, values: sent(drawn.fields, values), chosen });
            }}
          >
            <People org={org} label={t("approval.trial_asker")} most={1} chosen={asker} onChange={setAsker} />
            {shown(drawn.fields, values).map((field) => (
              <FieldInput key={field.id} org={org} field={field} value={values[field.id]} reckoned={(simulate.data?.values as Values | undefined)?.[field.id]} mistakes={simulate.data?.mistakes ?? []} onChange={(value) => setValues({ ...values, [field.id]: value })} />
            ))}
            {choosing(drawn.steps).map(({ id, name }) => (
              <People key={id} org={org} label={name} chosen={chosen[id] ?? []} onChange={(people) => setChosen({ ...chosen, [id]: people })} />
            ))}
            {simulate.isError ? <Note tone="warn" alert>{sayWhy(simulate.error)}</Note> : null}
            <div>
              <Button type="submit" busy={simulate.isPending} disabled={!who}>
                {t("approval.trial_go")}
              </Button>
            </div>
            {simulate.data ? <Route stops={simulate.data.route} fields={drawn.fields} /> : null}
          </form>
        </details>
      ) : null}
    </section>
  );
}
