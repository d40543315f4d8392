/** The machines and programs of an organisation, for those who run it: letting one in, how each is, and whom its numbers mean. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Popconfirm } from "@/ui/kit/Kit";
import { Button, Field, Note, Select } from "@/ui/plain";
import { showInstant } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { useAct } from "../attendance.data";
import type { Person } from "../MonthView";
import { type Machine, machineActs, machinesQuery, type MachineWish, numbersQuery } from "./machine.data";
import "../words";

/** Days for which a token is good where nothing else is said. */
const DAYS = 365;
const kinds = ["zkteco", "program"] as const satisfies readonly Machine["kind"][];

export function MachinesView({ org, members }: { org: string; members: readonly Person[] }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const machines = useQuery(machinesQuery(org));
  const does = machineActs(org);
  const [make, renew, pair, end] = [useAct(org, does.make), useAct(org, does.renew), useAct(org, does.pair), useAct(org, does.end)];
  const made = [make, renew].map(({ data }) => data).find(Boolean);
  const told = machines.data?.find(({ id }) => id === made?.id);
  const failed = [machines, make, renew, pair, end].find(({ isError }) => isError);
  return (
    <section className="card stack" aria-labelledby="set-machines">
      <h2 id="set-machines">{t("attendance.machines")}</h2>
      <p className="small muted">{t("attendance.machines_lead")}</p>
      <ul className="work-list">
        {machines.data?.map((machine) => (
          <li key={machine.id}>
            <State machine={machine} />
            {machine.network ? (
              <Button weight="quiet" busy={pair.isPending} onClick={() => pair.mutate(machine.id)}>
                {t("attendance.machine_pair")}
              </Button>
            ) : null}
            <Button
              weight="quiet"
              busy={renew.isPending}
              onClick={() => {
                make.reset();
                renew.mutate({ machine: machine.id, days: DAYS });
              }}
            >
              {t("attendance.machine_renew")}
            </Button>
            <Popconfirm title={t("attendance.machine_end_sure")} okText={t("attendance.machine_end")} cancelText={t("common.cancel")} onConfirm={() => end.mutate(machine.id)}>
              <Button weight="quiet" busy={end.isPending}>
                {t("attendance.machine_end")}
              </Button>
            </Popconfirm>
          </li>
        ))}
      </ul>
      {made && told ? <Told made={made} machine={told} /> : null}
      <Making
        busy={make.isPending}
        onMake={(wish, done) => {
          renew.reset();
          make.mutate(wish, { onSuccess: done });
        }}
      />
      {machines.data?.length ? <Numbers org={org} members={members} machines={machines.data} /> : null}
      {failed ? <Note tone="warn" alert>{sayWhy(failed.error)}</Note> : null}
    </section>
  );
}

function State({ machine }: { machine: Machine }) {
  const { t, i18n } = useTranslation();
  const when = (at: string) => showInstant(at, i18n.language);
  const { heard_at: heard, pairing_until: pairing, skew_s: skew, taken, refused, unread } = machine;
  const lines = [
    [t(`attendance.machine_kind_${machine.kind}`), machine.place, machine.serial, machine.network],
    [heard ? t("attendance.machine_heard", { at: when(heard) }) : t("attendance.machine_heard_never"), skew ? t("attendance.machine_skew", { seconds: skew }) : undefined],
    [pairing ? t("attendance.machine_pairing", { at: when(pairing) }) : machine.paired_at ? t("attendance.machine_paired") : undefined, t("attendance.machine_until", { at: when(machine.ends_at) })],
    [t("attendance.machine_counts", { taken, refused, unread })],
  ];
  return (
    <span className="work-name">
      <span>
        <strong>{machine.name}</strong> {machine.silent ? <span className="tag mark-missing">{t("attendance.machine_silent")}</span> : null}
      </span>
      {lines.map((line, index) => (
        <span key={index} className="small muted">
          {line.filter(Boolean).join(" · ")}
        </span>
      ))}
    </span>
  );
}

/** What is told this once: the token of a program, the address of a machine. */
function Told({ made, machine }: { made: { token: string; path?: string | null }; machine: Machine }) {
  const { t } = useTranslation();
  const isOpen = machine.network !== null && machine.network !== undefined;
  return (
    <Note>
      <strong>{machine.name}</strong> {t(isOpen ? "attendance.machine_address_open" : made.path ? "attendance.machine_address" : "attendance.machine_token")} <code className="lines-whole">{isOpen ? location.origin : made.path ? location.origin + made.path : made.token}</code>
    </Note>
  );
}

function Making({ busy, onMake }: { busy: boolean; onMake: (wish: MachineWish, done: () => void) => void }) {
  const { t } = useTranslation();
  const empty = { name: "", kind: "zkteco" as Machine["kind"], place: "", zone: "Asia/Shanghai", serial: "", network: "", days: `${DAYS}` };
  const [wish, setWish] = useState(empty);
  const typed = (name: "name" | "place" | "zone" | "serial" | "network" | "days") => ({ value: wish[name], onChange: (event: { target: { value: string } }) => setWish((known) => ({ ...known, [name]: event.target.value })) });
  const isMachine = wish.kind !== "program";
  return (
    <form
      className="row wrap work-form"
      onSubmit={(event) => {
        event.preventDefault();
        const { name, kind, place, zone } = wish;
        const [serial, network] = isMachine ? [wish.serial.trim(), wish.network.trim() || null] : [null, null];
        onMake({ name, kind, place, zone, serial, network, days: Number(wish.days) }, () => setWish(empty));
      }}
    >
      <Field label={t("attendance.machine_name")} hint={t("attendance.plain_hint")} required maxLength={60} {...typed("name")} />
      <Select label={t("attendance.machine_kind")} value={wish.kind} onChange={(next) => setWish((known) => ({ ...known, kind: next as Machine["kind"] }))} choices={kinds.map((kind) => ({ value: kind, label: t(`attendance.machine_kind_${kind}`) }))} />
      <Field label={t("attendance.machine_place")} hint={t("attendance.plain_hint")} required maxLength={60} {...typed("place")} />
      <Field label={t("attendance.machine_zone")} required {...typed("zone")} />
      {isMachine ? <Field label={t("attendance.machine_serial")} required maxLength={64} {...typed("serial")} /> : null}
      {isMachine ? <Field label={t("attendance.machine_network")} hint={t("attendance.machine_network_hint")} maxLength={50} {...typed("network")} /> : null}
      <Field label={t("attendance.machine_days")} type="number" min={1} max={366} required {...typed("days")} />
      <Button type="submit" busy={busy}>
        {t("attendance.machine_make")}
      </Button>
    </form>
  );
}

function Numbers({ org, members, machines }: { org: string; members: readonly Person[]; machines: readonly Machine[] }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const [shows, setShows] = useState(false);
  const numbers = useQuery({ ...numbersQuery(org), enabled: shows });
  const put = useAct(org, machineActs(org).putNumber);
  const [wish, setWish] = useState({ person: members[0]?.id ?? "", number: "", machine: "" });
  const nameOf = (person: string) => members.find(({ id }) => id === person)?.name ?? "—";
  const machineOf = (machine: string | null | undefined) => machines.find(({ id }) => id === machine)?.name ?? t("attendance.machine_at_all");
  const failed = [numbers, put].find(({ isError }) => isError);
  return (
    <fieldset className="stack tight">
      <legend>{t("attendance.machine_numbers")}</legend>
      <p className="small muted">{t("attendance.machine_numbers_lead")}</p>
      <div className="row wrap work-form">
        <Select label={t("attendance.machine_member")} value={wish.person} onChange={(person) => setWish((known) => ({ ...known, person }))} choices={members.map(({ id, name }) => ({ value: id, label: name }))} />
        <Field label={t("attendance.machine_number")} maxLength={64} value={wish.number} onChange={(event) => setWish((known) => ({ ...known, number: event.target.value }))} />
        <Select label={t("attendance.machine_at")} value={wish.machine} onChange={(machine) => setWish((known) => ({ ...known, machine }))} choices={[{ value: "", label: t("attendance.machine_at_all") }, ...machines.map(({ id, name }) => ({ value: id, label: name }))]} />
        <Button busy={put.isPending} disabled={!wish.number.trim()} onClick={() => put.mutate({ machine: wish.machine || null, person: wish.person, number: wish.number.trim() }, { onSuccess: () => setWish((known) => ({ ...known, number: "" })) })}>
          {t("attendance.machine_number_put")}
        </Button>
      </div>
      {shows ? null : (
        <div className="row wrap">
          <Button weight="quiet" onClick={() => setShows(true)}>
            {t("attendance.machine_numbers_show")}
          </Button>
          <span className="small muted">{t("attendance.look_recorded")}</span>
        </div>
      )}
      <ul className="work-list">
        {numbers.data?.map(({ person, machine, number }) => (
          <li key={`${person} ${machine ?? ""}`}>
            <span className="work-name">
              <strong>{`${nameOf(person)} · ${number}`}</strong>
              <span className="small muted">{machineOf(machine)}</span>
            </span>
            <Button weight="quiet" busy={put.isPending} onClick={() => put.mutate({ machine: machine ?? null, person, number: null })}>
              {t("attendance.machine_number_end")}
            </Button>
          </li>
        ))}
      </ul>
      {failed ? <Note tone="warn" alert>{sayWhy(failed.error)}</Note> : null}
    </fieldset>
  );
}
