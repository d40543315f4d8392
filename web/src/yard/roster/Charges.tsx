/** Who may do what in the console beside its administrators, and what was done in it. */
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Check, Field, Note, Select } from "@/ui/plain";
import { showRecent } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { actsQuery, chargesQuery, everybodyQuery, type Right, treeQuery, useCharge, useDischarge } from "./roster.data";
import { sayAct } from "./say";
import "./words";
import "./roster.css";

const rights = ["records", "identity", "personnel", "upload"] as const satisfies readonly Right[];

export default function Charges({ org }: { org: string }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const people = useQuery(everybodyQuery(org));
  const tree = useQuery(treeQuery(org));
  const charges = useQuery(chargesQuery(org));
  const acts = useQuery(actsQuery(org));
  const discharge = useDischarge(org);
  const known = people.data ?? [];
  const nameOf = (id: string) => known.find((one) => one.person === id)?.name ?? t("roster.someone");
  const placeOf = (id: string | null | undefined) => tree.data?.items.find((one) => one.id === id)?.name ?? t("roster.charge_everywhere");
  return (
    <div className="stack loose">
      <section className="stack">
        <p className="muted">{t("roster.charges_lead")}</p>
        <Name org={org} people={known.map((one) => ({ value: one.person, label: one.name ?? "–" }))} places={(tree.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))} />
        {discharge.isError ? <Note tone="warn" alert>{sayWhy(discharge.error)}</Note> : null}
        {charges.data?.length === 0 ? <p>{t("roster.charges_none")}</p> : null}
        <ul className="lines">
          {charges.data?.map((one) => (
            <li key={one.id}>
              <div className="lines-main stack tight">
                <strong>{[nameOf(one.person), one.title ?? "–"].join(" · ")}</strong>
                <span className="small muted">{[placeOf(one.department), ...one.rights.map((right) => t(`roster.right_${right}`))].join(" · ")}</span>
              </div>
              <Button aria-label={t("roster.charge_remove_of", { title: one.title ?? "" })} onClick={() => discharge.mutate(one.id)}>
                {t("roster.charge_remove")}
              </Button>
            </li>
          ))}
        </ul>
      </section>
      <section className="stack">
        <h3>{t("roster.acts")}</h3>
        {acts.data?.length === 0 ? <p>{t("roster.acts_none")}</p> : null}
        <ul className="lines">
          {acts.data?.map((one) => (
            <li key={one.id}>
              <div className="lines-main stack tight">
                <span>{t("roster.act_by", { who: nameOf(one.person), act: sayAct(t, one.act) })}</span>
                <span className="small muted">
                  {[showRecent(one.at, i18n.language), ...(one.about ? [t("roster.act_about", { about: nameOf(one.about) })] : [])].join(" · ")}
                </span>
              </div>
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}

type Choice = { value: string; label: string };

function Name({ org, people, places }: { org: string; people: Choice[]; places: Choice[] }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const charge = useCharge(org);
  const [person, setPerson] = useState("");
  const [title, setTitle] = useState("");
  const [department, setDepartment] = useState("");
  const [given, setGiven] = useState<Right[]>(["records"]);
  const turn = (right: Right, on: boolean) => setGiven((before) => (on ? [...before, right] : before.filter((one) => one !== right)));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const wish = { person, title, rights: given, ...(department ? { department } : {}) };
    charge.mutate(wish, { onSuccess: () => setTitle("") });
  };
  return (
    <form className="stack" onSubmit={submit}>
      <Select label={t("roster.charge_person")} value={person} onChange={setPerson} choices={[{ value: "", label: "–" }, ...people]} />
      <Field label={t("roster.charge_title")} hint={t("roster.charge_title_hint")} value={title} maxLength={40} onChange={(event) => setTitle(event.target.value)} />
      <Select label={t("roster.charge_department")} value={department} onChange={setDepartment} choices={[{ value: "", label: t("roster.charge_everywhere") }, ...places]} />
      <fieldset className="stack tight">
        <legend>{t("roster.charge_rights")}</legend>
        {rights.map((right) => (
          <Check key={right} checked={given.includes(right)} onChange={(on) => turn(right, on)}>
            {t(`roster.right_${right}`)}
          </Check>
        ))}
      </fieldset>
      {charge.isError ? <Note tone="warn" alert>{sayWhy(charge.error)}</Note> : null}
      <div>
        <Button type="submit" weight="door" busy={charge.isPending} disabled={!person || !title.trim() || given.length === 0}>
          {t("roster.charge_go")}
        </Button>
      </div>
    </form>
  );
}
