/** The kinds of leave, and the rules by which there comes to be some of each. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Check, Field, Note, Select, TextField, Waiting } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { blank, hundredths, stepsOf, stepsText, written } from "./amount.model";
import { acts, type Arranged, type Kind, kindsQuery, useAct } from "./leave.data";
import "./words";
import "./leave.css";

export function KindsView({ org }: { org: string }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const kinds = useQuery(kindsQuery(org));
  const [usual, end] = [useAct(org, acts(org).usual), useAct(org, acts(org).endKind)];
  const [edits, setEdits] = useState<Kind | "new">();
  if (kinds.isPending) return <Waiting label={t("common.loading")} />;
  const failed = [kinds, usual, end].find(({ isError }) => isError);
  return (
    <section className="card stack" aria-labelledby="leave-kinds">
      <h2 id="leave-kinds">{t("leave.kinds")}</h2>
      <p className="small muted">{t("leave.kinds_lead")}</p>
      <ul className="work-list">
        {kinds.data?.filter(({ has_ended }) => !has_ended).map((kind) => (
          <li key={kind.id}>
            <span className="work-name">
              <strong>{kind.arranged.name}</strong>
              <span className="small muted">
                {[t(`leave.unit_${kind.arranged.unit}`), t(kind.arranged.paid ? "leave.paid" : "leave.unpaid"), t(`leave.counts_${kind.arranged.counts}`), t(`leave.by_${kind.arranged.balance.kept === "kept" ? kind.arranged.balance.grant.by : "none"}`)].join(" · ")}
              </span>
            </span>
            <Button onClick={() => setEdits(kind)} aria-label={t("leave.edit_of", { name: kind.arranged.name })}>
              {t("leave.edit")}
            </Button>
            <Button weight="quiet" busy={end.isPending} onClick={() => end.mutate(kind.id)} aria-label={t("leave.end_of", { name: kind.arranged.name })}>
              {t("leave.end")}
            </Button>
          </li>
        ))}
      </ul>
      {edits ? (
        <KindForm key={edits === "new" ? "new" : edits.id} org={org} kind={edits === "new" ? undefined : edits} onDone={() => setEdits(undefined)} />
      ) : (
        <div className="row wrap">
          {kinds.data?.length === 0 ? (
            <Button weight="door" busy={usual.isPending} onClick={() => usual.mutate(i18n.language)}>
              {t("leave.usual")}
            </Button>
          ) : null}
          <Button onClick={() => setEdits("new")}>{t("leave.kind_new")}</Button>
        </div>
      )}
      {failed ? <Note tone="warn" alert>{sayWhy(failed.error)}</Note> : null}
    </section>
  );
}

const units = ["day", "half-day", "hour"] as const;
const counted = ["work-days", "all-days"] as const;
const ways = ["none", "hand", "seniority", "overtime"] as const;

/** What stands in the form; numbers as they are typed. */
const typedOf = ({ arranged: { name, also, unit, paid, counts, balance } }: { arranged: Arranged }) => {
  const grant = balance.kept === "kept" ? balance.grant : undefined;
  return {
    name,
    also: (also ?? []).join(" "),
    unit,
    paid,
    counts,
    by: (grant?.by ?? "none") as (typeof ways)[number],
    over: balance.kept === "kept" ? balance.over : ("refuse" as const),
    steps: stepsText(grant?.by === "seniority" ? grant.steps : [{ years: 1, amount: 500 }, { years: 10, amount: 1000 }, { years: 20, amount: 1500 }]),
    carry: String(grant?.by === "seniority" ? grant.carry_months : 12),
    most: grant?.by === "seniority" && typeof grant.carry_most === "number" ? written(grant.carry_most) : "",
    months: String(grant?.by === "overtime" ? grant.months : 6),
    hours: grant?.by === "overtime" ? written(grant.day_hours) : "8",
  };
};

/** The kind that was typed; undefined where its steps are none. */
function arrangedOf(typed: ReturnType<typeof typedOf>): Arranged | undefined {
  const { name, unit, paid, counts, by, over } = typed;
  const also = typed.also.split(/\s+/u).filter(Boolean);
  const of = (balance: Arranged["balance"]): Arranged => ({ name: name.trim(), also, unit, paid, counts, balance });
  if (by === "none") return of({ kept: "none" });
  if (by === "hand") return of({ kept: "kept", over, grant: { by } });
  if (by === "overtime") return of({ kept: "kept", over, grant: { by, months: Number(typed.months), day_hours: hundredths(typed.hours) } });
  const steps = stepsOf(typed.steps);
  return steps ? of({ kept: "kept", over, grant: { by, steps, carry_months: Number(typed.carry), carry_most: typed.most.trim() ? hundredths(typed.most) : null } }) : undefined;
}

function KindForm({ org, kind, onDone }: { org: string; kind: Kind | undefined; onDone: () => void }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const [make, change] = [useAct(org, acts(org).makeKind), useAct(org, acts(org).changeKind)];
  const [typed, setTyped] = useState(() => typedOf({ arranged: kind?.arranged ?? blank("") }));
  const put = <Name extends keyof typeof typed>(name: Name, value: (typeof typed)[Name]) => setTyped((known) => ({ ...known, [name]: value }));
  const field = (name: "name" | "also" | "carry" | "most" | "months" | "hours") => ({ value: typed[name], onChange: (event: { target: { value: string } }) => put(name, event.target.value) });
  const arranged = arrangedOf(typed);
  const failed = [make, change].find(({ isError }) => isError);
  return (
    <form
      className="stack work-box"
      aria-label={t("leave.kind_form")}
      onSubmit={(event) => {
        event.preventDefault();
        if (!arranged) return;
        if (kind) change.mutate({ kind: kind.id, body: arranged }, { onSuccess: onDone });
        else make.mutate(arranged, { onSuccess: onDone });
      }}
    >
      <div className="row wrap work-form">
        <Field label={t("leave.kind_name")} required maxLength={60} {...field("name")} hint={t("leave.kind_name_hint")} />
        <Select label={t("leave.unit")} value={typed.unit} onChange={(next) => put("unit", next as typeof typed.unit)} choices={units.map((value) => ({ value, label: t(`leave.unit_${value}`) }))} />
        <Select label={t("leave.counts")} value={typed.counts} onChange={(next) => put("counts", next as typeof typed.counts)} choices={counted.map((value) => ({ value, label: t(`leave.counts_${value}`) }))} />
        <Select label={t("leave.by")} value={typed.by} onChange={(next) => put("by", next as typeof typed.by)} choices={ways.map((value) => ({ value, label: t(`leave.by_${value}`) }))} />
      </div>
      <Check checked={typed.paid} onChange={(next) => put("paid", next)}>
        {t("leave.paid")}
      </Check>
      {typed.by === "none" ? null : (
        <Check checked={typed.over === "mark"} onChange={(next) => put("over", next ? "mark" : "refuse")}>
          {t("leave.over_mark")}
        </Check>
      )}
      {typed.by === "seniority" ? (
        <>
          <TextField label={t("leave.steps")} rows={4} value={typed.steps} mistake={arranged ? undefined : t("leave.steps_wrong")} onChange={(event) => put("steps", event.target.value)} />
          <p className="small muted">{t("leave.steps_lead")}</p>
          <div className="row wrap work-form">
            <Field label={t("leave.carry")} type="number" min={0} max={60} required {...field("carry")} />
            <Field label={t("leave.most")} type="number" min={0} step="0.5" {...field("most")} hint={t("leave.most_hint")} />
          </div>
        </>
      ) : null}
      {typed.by === "overtime" ? (
        <div className="row wrap work-form">
          <Field label={t("leave.months")} type="number" min={0} max={60} required {...field("months")} />
          <Field label={t("leave.day_hours")} type="number" min={1} max={24} step="0.25" required {...field("hours")} />
        </div>
      ) : null}
      <Field label={t("leave.also")} maxLength={200} {...field("also")} hint={t("leave.also_hint")} />
      {failed ? <Note tone="warn" alert>{sayWhy(failed.error)}</Note> : null}
      <div className="row wrap">
        <Button type="submit" weight="door" busy={make.isPending || change.isPending}>
          {t("leave.kind_keep")}
        </Button>
        <Button onClick={onDone}>{t("common.cancel")}</Button>
      </div>
    </form>
  );
}
