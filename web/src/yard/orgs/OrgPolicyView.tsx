import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Alert, Skeleton } from "@/ui/kit/Kit";
import { Button, Dialog, Field, Note, Select } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { spanUnits, useSpan } from "../desk/span";
import { type OrgPolicy, orgPolicyQuery, useKeep, useNumber } from "./policy.data";

type NumberOf = OrgPolicy["numbers"][number];
type KeepOf = OrgPolicy["keep"][number];

/** What the house promises, and where this organisation promises more. It can never promise less. */
export function OrgPolicyView({ org }: { org: string }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const policy = useQuery(orgPolicyQuery(org, i18n.language));
  const span = useSpan();
  const [number, setNumber] = useState<NumberOf>();
  const [keep, setKeep] = useState<KeepOf>();
  if (policy.isError) return <Alert type="warning" showIcon title={sayWhy(policy.error)} />;
  if (!policy.data) return <Skeleton active />;
  const close = () => {
    setNumber(undefined);
    setKeep(undefined);
  };
  return (
    <div className="stack">
      <p className="muted">{t("orgs.policy_lead")}</p>
      <ul className="lines">
        {policy.data.numbers.map((one) => (
          <Line key={one.id} title={one.title} house={span(one.house)} own={one.own === null || one.own === undefined ? undefined : span({ ...one.house, number: one.own })} onSet={() => setNumber(one)} />
        ))}
        {policy.data.keep.map((one) => (
          <Line key={`${one.category} ${one.from}`} title={`${one.title} · ${one.from_title}`} house={one.house ? span(one.house) : t("orgs.policy_open")} own={one.own ? span(one.own) : undefined} onSet={() => setKeep(one)} />
        ))}
      </ul>
      <Dialog open={number !== undefined || keep !== undefined} title={number?.title ?? keep?.title ?? ""} closeLabel={t("common.close")} onClose={close}>
        {number ? <SetNumber org={org} number={number} onDone={close} /> : null}
        {keep ? <SetKeep org={org} keep={keep} onDone={close} /> : null}
      </Dialog>
    </div>
  );
}

function Line({ title, house, own, onSet }: { title: string; house: string; own: string | undefined; onSet: () => void }) {
  const { t } = useTranslation();
  return (
    <li>
      <div className="lines-main">
        <strong>{title}</strong>
        <span className="small muted">{own ? t("orgs.policy_own", { own, house }) : t("orgs.policy_house", { house })}</span>
      </div>
      <Button onClick={onSet}>{t("orgs.policy_set")}</Button>
    </li>
  );
}

function SetNumber({ org, number, onDone }: { org: string; number: NumberOf; onDone: () => void }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const set = useNumber(org);
  const span = useSpan();
  const [value, setValue] = useState(String(number.own ?? number.house.number));
  return (
    <div className="stack">
      <p>{number.larger_is_stricter ? t("orgs.policy_more", { house: span(number.house) }) : t("orgs.policy_less", { house: span(number.house) })}</p>
      <Field type="number" min={0} label={t("desk.number")} value={value} onChange={(event) => setValue(event.target.value)} />
      {set.isError ? <Note tone="warn" alert>{sayWhy(set.error)}</Note> : null}
      <Acts set={number.own !== null} busy={set.isPending} onSave={() => set.mutate({ of: number.id, value: Number(value) }, { onSuccess: onDone })} onReset={() => set.mutate({ of: number.id, value: undefined }, { onSuccess: onDone })} />
    </div>
  );
}

function SetKeep({ org, keep, onDone }: { org: string; keep: KeepOf; onDone: () => void }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const set = useKeep(org);
  const span = useSpan();
  const [number, setNumber] = useState(String(keep.own?.number ?? keep.house?.number ?? 30));
  const [unit, setUnit] = useState(keep.own?.unit ?? keep.house?.unit ?? "days");
  const of = { of: keep.category, from: keep.from };
  return (
    <div className="stack">
      <p>{keep.house ? t("orgs.policy_less", { house: span(keep.house) }) : t("orgs.policy_sent")}</p>
      <Field type="number" min={keep.house ? 0 : 1} label={t("desk.number")} value={number} onChange={(event) => setNumber(event.target.value)} />
      <Select label={t("desk.unit")} value={unit} onChange={setUnit} disabled={!keep.house} choices={spanUnits.map((one) => ({ value: one, label: t(`desk.unit_${one}`) }))} />
      {set.isError ? <Note tone="warn" alert>{sayWhy(set.error)}</Note> : null}
      <Acts set={keep.own !== null} busy={set.isPending} onSave={() => set.mutate({ ...of, period: { number: Number(number), unit } }, { onSuccess: onDone })} onReset={() => set.mutate({ ...of, period: undefined }, { onSuccess: onDone })} />
    </div>
  );
}

function Acts({ set, busy, onSave, onReset }: { set: boolean; busy: boolean; onSave: () => void; onReset: () => void }) {
  const { t } = useTranslation();
  return (
    <div className="row wrap">
      <Button weight="door" busy={busy} onClick={onSave}>
        {t("common.save")}
      </Button>
      {set ? (
        <Button busy={busy} onClick={onReset}>
          {t("orgs.policy_reset")}
        </Button>
      ) : null}
    </div>
  );
}
