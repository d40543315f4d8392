/** One field of a form, by its kind. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { type PointerEvent, type ReactNode, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Check, Field as Line, Note, Select, TextField } from "@/ui/plain";
import { PickFile } from "@/ui/PickFile";
import { useSayWhy } from "@/ui/words";
import { People } from "./People";
import { type Field, type Mistake, type Values, casesQuery, departmentsQuery, useAsking } from "./approval.data";

type InputProps = { org: string; field: Field; value: unknown; reckoned?: unknown; mistakes: readonly Mistake[]; names?: Readonly<Record<string, string>>; onChange: (value: unknown) => void };

const types: Partial<Record<Field["kind"], string>> = { date: "date", time: "time", date_time: "datetime-local", phone: "tel", email: "email" };

export function FieldInput(props: InputProps) {
  const { field, mistakes } = props;
  const { t } = useTranslation();
  const own = mistakes.find((one) => one.field === field.id && !Number.isInteger(one.row));
  const why = own ? t(`approval.why_${own.why as "missing"}`) : undefined;
  const label = field.required ? `${field.label} *` : field.label;
  return <Input {...props} label={label} why={why} />;
}

function Input({ org, field, value, reckoned, mistakes, names, onChange, label, why }: InputProps & { label: string; why: string | undefined }) {
  const { t } = useTranslation();
  const text = typeof value === "string" ? value : "";
  switch (field.kind) {
    case "note":
      return <Note>{field.label}</Note>;
    case "formula":
      return <Line label={label} readOnly value={typeof reckoned === "string" ? reckoned : "—"} hint={field.hint || t("approval.reckoned")} mistake={why} />;
    case "long_text":
      return <TextField label={label} value={text} maxLength={4000} mistake={why} onChange={(event) => onChange(event.target.value)} />;
    case "choice":
      return (
        <Marked why={why}>
          <Select label={label} value={text} onChange={onChange} choices={[{ value: "", label: t("approval.choose") }, ...(field.choices ?? []).map((one) => ({ value: one, label: one }))]} />
        </Marked>
      );
    case "choices":
      return (
        <fieldset className="approval-set">
          <legend>{label}</legend>
          {(field.choices ?? []).map((one) => {
            const all = Array.isArray(value) ? (value as string[]) : [];
            return (
              <Check key={one} checked={all.includes(one)} onChange={(is) => onChange(is ? [...all, one] : all.filter((other) => other !== one))}>
                {one}
              </Check>
            );
          })}
          {why ? <p className="mistake" role="alert">{why}</p> : null}
        </fieldset>
      );
    case "yes_no":
      return (
        <Marked why={why}>
          <Select
            label={label}
            value={typeof value === "boolean" ? String(value) : ""}
            onChange={(next) => onChange(next === "" ? undefined : next === "true")}
            choices={[{ value: "", label: t("approval.choose") }, { value: "true", label: t("approval.yes") }, { value: "false", label: t("approval.no") }]}
          />
        </Marked>
      );
    case "person":
      return <People org={org} label={label} names={names ?? {}} chosen={Array.isArray(value) ? (value as string[]) : []} mistake={why} onChange={onChange} />;
    case "department":
      return <Department org={org} label={label} value={text} why={why} onChange={onChange} />;
    case "date_range":
      return <Range label={label} value={value} why={why} onChange={onChange} />;
    case "file":
    case "picture":
    case "signature":
      return <Files org={org} field={field} label={label} value={Array.isArray(value) ? (value as string[]) : []} why={why} onChange={onChange} />;
    case "table":
      return <Rows org={org} field={field} label={label} value={Array.isArray(value) ? (value as Values[]) : []} why={why} mistakes={mistakes} onChange={onChange} />;
    case "linked":
      return <Linked org={org} label={label} value={text} why={why} onChange={onChange} />;
    default:
      return (
        <Line
          label={label}
          type={types[field.kind] ?? "text"}
          inputMode={field.kind === "number" || field.kind === "money" ? "decimal" : undefined}
          value={text}
          maxLength={200}
          autoComplete="off"
          hint={field.hint || undefined}
          mistake={why}
          onChange={(event) => onChange(event.target.value)}
        />
      );
  }
}

function Marked({ why, children }: { why: string | undefined; children: ReactNode }) {
  return (
    <div className="field">
      {children}
      {why ? <p className="mistake" role="alert">{why}</p> : null}
    </div>
  );
}

function Department({ org, label, value, why, onChange }: { org: string; label: string; value: string; why: string | undefined; onChange: (value: string) => void }) {
  const { t } = useTranslation();
  const all = useQuery(departmentsQuery(org));
  const choices = (all.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }));
  return (
    <Marked why={why}>
      <Select label={label} value={value} onChange={onChange} choices={[{ value: "", label: t("approval.choose") }, ...choices]} />
    </Marked>
  );
}

function Range({ label, value, why, onChange }: { label: string; value: unknown; why: string | undefined; onChange: (value: unknown) => void }) {
  const { t } = useTranslation();
  const range = (value ?? {}) as { from?: string; to?: string };
  return (
    <fieldset className="approval-set">
      <legend>{label}</legend>
      <div className="row wrap">
        <Line label={t("approval.from")} type="date" value={range.from ?? ""} max={range.to} onChange={(event) => onChange({ ...range, from: event.target.value })} />
        <Line label={t("approval.to")} type="date" value={range.to ?? ""} min={range.from} onChange={(event) => onChange({ ...range, to: event.target.value })} />
      </div>
      {why ? <p className="mistake" role="alert">{why}</p> : null}
    </fieldset>
  );
}

function Rows({ org, field, label, value, why, mistakes, onChange }: { org: string; field: Field; label: string; value: Values[]; why: string | undefined; mistakes: readonly Mistake[]; onChange: (value: Values[]) => void }) {
  const { t } = useTranslation();
  const set = (at: number, id: string, cell: unknown) => onChange(value.map((row, index) => (index === at ? { ...row, [id]: cell } : row)));
  const of = (at: number, column: string): Mistake[] =>
    mistakes.filter((one) => one.field === field.id && one.row === at && one.column === column).map((one) => ({ ...one, field: column, row: null, column: null }));
  return (
    <fieldset className="approval-set stack">
      <legend>{label}</legend>
      {value.map((row, at) => (
        // Rows have no names of their own: their place is what they are.
        // oxlint-disable-next-line no-array-index-key
        <div key={at} className="approval-row stack tight">
          <div className="row apart">
            <strong>{t("approval.row", { number: at + 1 })}</strong>
            <Button onClick={() => onChange(value.filter((_, index) => index !== at))}>{t("approval.remove")}</Button>
          </div>
          {(field.columns ?? []).map((column) => (
            <FieldInput key={column.id} org={org} field={column} value={row[column.id]} mistakes={of(at, column.id)} onChange={(cell) => set(at, column.id, cell)} />
          ))}
        </div>
      ))}
      {why ? <p className="mistake" role="alert">{why}</p> : null}
      <div>
        <Button icon="plus" onClick={() => onChange([...value, {}])}>
          {t("approval.add_row")}
        </Button>
      </div>
    </fieldset>
  );
}

function Files({ org, field, label, value, why, onChange }: { org: string; field: Field; label: string; value: string[]; why: string | undefined; onChange: (value: string[]) => void }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const { upload } = useAsking(org);
  const [drawing, setDrawing] = useState(false);
  const put = (file: Blob) => upload.mutate(file, { onSuccess: ({ id }) => onChange([...value, id]) });
  const isSignature = field.kind === "signature";
  return (
    <fieldset className="approval-set stack tight">
      <legend>{label}</legend>
      {field.hint ? <p className="small muted">{field.hint}</p> : null}
      {value.map((id, at) => (
        <div key={id} className="row apart">
          <span>{t("approval.file_nth", { number: at + 1 })}</span>
          <Button onClick={() => onChange(value.filter((one) => one !== id))}>{t("approval.remove")}</Button>
        </div>
      ))}
      {isSignature && drawing && value.length === 0 ? <Signature onDrawn={put} busy={upload.isPending} /> : null}
      <div className="row wrap">
        {isSignature ? (
          value.length === 0 && !drawing ? <Button onClick={() => setDrawing(true)}>{t("approval.sign")}</Button> : null
        ) : (
          <PickFile accept={field.kind === "picture" ? "image/png,image/jpeg,image/webp" : "image/png,image/jpeg,image/webp,application/pdf"} icon="plus" busy={upload.isPending} disabled={value.length >= 9} onPick={put}>
            {t("approval.add_file")}
          </PickFile>
        )}
      </div>
      {upload.isError ? <Note tone="warn" alert>{sayWhy(upload.error)}</Note> : null}
      {why ? <p className="mistake" role="alert">{why}</p> : null}
    </fieldset>
  );
}

/** A signature drawn with a finger, a pen or the mouse; it becomes a picture. */
function Signature({ onDrawn, busy }: { onDrawn: (file: Blob) => void; busy: boolean }) {
  const { t } = useTranslation();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [isDrawn, setDrawn] = useState(false);
  const at = (event: PointerEvent<HTMLCanvasElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    return [((event.clientX - box.left) * 600) / box.width, ((event.clientY - box.top) * 200) / box.height] as const;
  };
  const pen = () => canvas.current?.getContext("2d");
  return (
    <div className="stack tight">
      <canvas
        ref={canvas}
        width={600}
        height={200}
        className="approval-canvas"
        aria-label={t("approval.sign_here")}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          const line = pen();
          line?.beginPath();
          line?.moveTo(...at(event));
          setDrawn(true);
        }}
        onPointerMove={(event) => {
          const line = pen();
          if (event.buttons === 0 || !line) return;
          line.lineWidth = 3;
          line.lineCap = "round";
          line.lineTo(...at(event));
          line.stroke();
        }}
      />
      <div className="row wrap">
        <Button weight="door" busy={busy} disabled={!isDrawn} onClick={() => canvas.current?.toBlob((file) => file && onDrawn(file), "image/png")}>
          {t("approval.sign_done")}
        </Button>
        <Button
          onClick={() => {
            pen()?.clearRect(0, 0, 600, 200);
            setDrawn(false);
          }}
        >
          {t("approval.sign_again")}
        </Button>
      </div>
    </div>
  );
}

function Linked({ org, label, value, why, onChange }: { org: string; label: string; value: string; why: string | undefined; onChange: (value: string) => void }) {
  const { t } = useTranslation();
  const id = useId();
  const mine = useInfiniteQuery(casesQuery(org, "mine", ""));
  const all = (mine.data?.pages ?? []).flatMap(({ items }) => items).filter(({ standing }) => standing === "approved");
  return (
    <Marked why={why}>
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onChange(event.target.value)}>
        <option value="">{t("approval.choose")}</option>
        {all.map((one) => (
          <option key={one.id} value={one.id}>{`${one.form} ${one.number} · ${one.summary}`}</option>
        ))}
      </select>
    </Marked>
  );
}
