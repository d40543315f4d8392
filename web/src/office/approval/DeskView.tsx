/** The organisation's forms: templates, numbers, and what it says for all of them. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Dialog, Field, Note, Select, Waiting } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { People } from "./People";
import { type Settings, type Template, departmentsQuery, deskQuery, numbersQuery, settingsQuery, useDesk } from "./approval.data";
import { freshId } from "./fill.model";
import "./words";
import "./approval.css";

const templates = ["leave", "overtime", "expenses", "purchase", "seal", "general"] as const satisfies readonly Template[];

export function DeskView({ org, onForm }: { org: string; onForm: (form: string) => void }) {
  return (
    <>
      <Forms org={org} onForm={onForm} />
      <Said org={org} />
      <HandOver org={org} />
    </>
  );
}

function Forms({ org, onForm }: { org: string; onForm: (form: string) => void }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const forms = useQuery(deskQuery(org));
  const { add } = useDesk(org);
  const [template, setTemplate] = useState<Template>("leave");
  const [numbers, setNumbers] = useState<string>();
  const items = forms.data?.items ?? [];
  return (
    <section className="card stack" aria-labelledby="desk-forms">
      <h2 id="desk-forms">{t("approval.forms")}</h2>
      {forms.isError ? <Note tone="warn" alert>{sayWhy(forms.error)}</Note> : null}
      {forms.isPending ? <Waiting label={t("common.loading")} /> : null}
      {forms.data && items.length === 0 ? <p className="muted">{t("approval.forms_none")}</p> : null}
      <ul className="approval-list">
        {items.map((one) => (
          <li key={one.id}>
            <button type="button" className="approval-open" onClick={() => onForm(one.id)}>
              <span className="row wrap">
                <strong>{one.name}</strong>
                <span className={`tag ${one.state === "live" ? "good" : ""}`}>{t(`approval.form_${one.state}`)}</span>
              </span>
              <span className="small muted">{[one.group, one.version > 0 ? t("approval.version", { number: one.version }) : null].filter(Boolean).join(" · ")}</span>
            </button>
            <Button onClick={() => setNumbers(one.id)}>{t("approval.numbers")}</Button>
          </li>
        ))}
      </ul>
      <form
        className="row wrap approval-line"
        onSubmit={(event) => {
          event.preventDefault();
          add.mutate(template, { onSuccess: ({ id }) => onForm(id) });
        }}
      >
        <Select label={t("approval.template")} value={template} onChange={(value) => setTemplate(value as Template)} choices={templates.map((value) => ({ value, label: t(`approval.template_${value}`) }))} />
        <Button type="submit" weight="door" icon="plus" busy={add.isPending}>
          {t("approval.form_add")}
        </Button>
      </form>
      {add.isError ? <Note tone="warn" alert>{sayWhy(add.error)}</Note> : null}
      <Dialog open={numbers !== undefined} title={t("approval.numbers")} closeLabel={t("common.close")} onClose={() => setNumbers(undefined)}>
        {numbers ? <Numbers org={org} form={numbers} /> : null}
      </Dialog>
    </section>
  );
}

function Numbers({ org, form }: { org: string; form: string }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const numbers = useQuery(numbersQuery(org, form));
  const { exported } = useDesk(org);
  const took = (seconds: number | null | undefined) =>
    typeof seconds !== "number" ? null : <span className="small muted">{t("approval.took", { hours: (seconds / 3_600).toFixed(1) })}</span>;
  const save = () =>
    exported.mutate(form, {
      onSuccess: ({ csv }) => {
        // The mark at its beginning tells a spreadsheet that it is UTF-8.
        const url = URL.createObjectURL(new Blob(["\ufeff", csv], { type: "text/csv" }));
        const link = document.createElement("a");
        link.href = url;
        link.download = "approvals.csv";
        link.click();
        setTimeout(() => URL.revokeObjectURL(url), 1_000);
      },
    });
  return (
    <div className="stack">
      {numbers.isError ? <Note tone="warn" alert>{sayWhy(numbers.error)}</Note> : null}
      {numbers.data?.items.length === 0 ? <p className="muted">{t("approval.numbers_none")}</p> : null}
      <ul className="approval-list">
        {numbers.data?.items.map(({ standing, count, took_s }) => (
          <li key={standing}>
            <span className="approval-grow">{t(`approval.is_${standing}`)}</span>
            <span>{t("approval.cases", { count })}</span>
            {took(took_s)}
          </li>
        ))}
      </ul>
      {numbers.data && numbers.data.steps.length > 0 ? (
        <>
          <h3>{t("approval.numbers_steps")}</h3>
          <ul className="approval-list">
            {numbers.data.steps.map(({ step, name, done, waiting, took_s }) => (
              <li key={step}>
                <span className="approval-grow">{name}</span>
                <span>{t("approval.step_done", { count: done })}</span>
                {waiting > 0 ? <span>{t("approval.step_waiting", { count: waiting })}</span> : null}
                {took(took_s)}
              </li>
            ))}
          </ul>
        </>
      ) : null}
      {exported.isError ? <Note tone="warn" alert>{sayWhy(exported.error)}</Note> : null}
      <div>
        <Button busy={exported.isPending} onClick={save}>
          {t("approval.export")}
        </Button>
      </div>
    </div>
  );
}

/** Heads of departments, roles, and who takes over from those who leave. */
function Said({ org }: { org: string }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const said = useQuery(settingsQuery(org));
  const departments = useQuery(departmentsQuery(org));
  const { settle } = useDesk(org);
  if (!said.data) return <Waiting label={t("common.loading")} />;
  const { stamp, settings } = said.data;
  const keep = (next: Settings) => settle.mutate({ stamp, settings: next });
  const { heads = {}, roles = [] } = settings;
  return (
    <section className="card stack" aria-labelledby="desk-heads">
      <h2 id="desk-heads">{t("approval.heads")}</h2>
      <p className="muted">{t("approval.heads_lead")}</p>
      {departments.data?.items.length === 0 ? <p className="muted">{t("approval.heads_none")}</p> : null}
      {departments.data?.items.map(({ id, name }) => (
        <People
          key={id}
          org={org}
          label={t("approval.head_of", { name })}
          most={1}
          chosen={heads[id] ? [heads[id]] : []}
          onChange={([head]) => keep({ ...settings, heads: head ? { ...heads, [id]: head } : Object.fromEntries(Object.entries(heads).filter(([other]) => other !== id)) })}
        />
      ))}
      <h3>{t("approval.roles")}</h3>
      {roles.map((role) => (
        <div key={role.id} className="approval-row stack tight">
          <div className="row apart">
            <strong>{role.name}</strong>
            <Button aria-label={t("approval.remove_of", { name: role.name })} onClick={() => keep({ ...settings, roles: roles.filter(({ id }) => id !== role.id) })}>
              {t("approval.remove")}
            </Button>
          </div>
          <People org={org} label={t("approval.role_people", { name: role.name })} chosen={role.people} onChange={(people) => (people.length > 0 ? keep({ ...settings, roles: roles.map((one) => (one.id === role.id ? { ...one, people } : one)) }) : undefined)} />
        </div>
      ))}
      <AddRole org={org} taken={new Set(roles.map(({ id }) => id))} onAdd={(role) => keep({ ...settings, roles: [...roles, role] })} />
      <h3>{t("approval.leavers")}</h3>
      <People org={org} label={t("approval.leavers_to")} most={1} chosen={settings.leavers_to ? [settings.leavers_to] : []} onChange={([one]) => keep({ ...settings, leavers_to: one ?? null })} />
      {settle.isError ? <Note tone="warn" alert>{sayWhy(settle.error)}</Note> : null}
    </section>
  );
}

function AddRole({ org, taken, onAdd }: { org: string; taken: ReadonlySet<string>; onAdd: (role: NonNullable<Settings["roles"]>[number]) => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState("");
  const [people, setPeople] = useState<string[]>([]);
  return (
    <form
      className="stack tight approval-row"
      onSubmit={(event) => {
        event.preventDefault();
        onAdd({ id: freshId("role", taken), name, people });
        setName("");
        setPeople([]);
      }}
    >
      <Field label={t("approval.role_name")} value={name} maxLength={60} onChange={(event) => setName(event.target.value)} />
      <People org={org} label={t("approval.role_has")} chosen={people} onChange={setPeople} />
      <div>
        <Button type="submit" icon="plus" disabled={!name.trim() || people.length === 0}>
          {t("approval.role_add")}
        </Button>
      </div>
    </form>
  );
}

function HandOver({ org }: { org: string }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const { handOver } = useDesk(org);
  const [from, setFrom] = useState<string[]>([]);
  const [to, setTo] = useState<string[]>([]);
  const [one, other] = [from[0], to[0]];
  return (
    <form
      className="card stack"
      aria-labelledby="desk-over"
      onSubmit={(event) => {
        event.preventDefault();
        if (one && other) handOver.mutate({ from: one, to: other });
      }}
    >
      <h2 id="desk-over">{t("approval.over")}</h2>
      <p className="muted">{t("approval.over_lead")}</p>
      <People org={org} label={t("approval.over_from")} most={1} chosen={from} onChange={setFrom} />
      <People org={org} label={t("approval.over_to")} most={1} chosen={to} onChange={setTo} />
      {handOver.isError ? <Note tone="warn" alert>{sayWhy(handOver.error)}</Note> : null}
      {handOver.data ? <Note tone="good">{t("approval.over_done", { count: handOver.data.count })}</Note> : null}
      <div>
        <Button type="submit" busy={handOver.isPending} disabled={!one || !other}>
          {t("approval.over_go")}
        </Button>
      </div>
    </form>
  );
}
