/** Machines and programs that could bring what I clock: what each is, what it brings, and whether I authorise it. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Popconfirm } from "@/ui/kit/Kit";
import { Button, Note } from "@/ui/plain";
import { showInstant } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { useAct } from "../attendance.data";
import type { AgreeTo } from "../ClockView";
import { machineActs, myMachinesQuery } from "./machine.data";
import "../words";

export function MachinesCard({ org, asked, Agree }: { org: string; asked: boolean; Agree: AgreeTo }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const machines = useQuery(myMachinesQuery(org));
  const [agree, refuse] = [useAct(org, machineActs(org).agree), useAct(org, machineActs(org).refuse)];
  const [reads, setReads] = useState<string>();
  const failed = [machines, agree, refuse].find(({ isError }) => isError);
  // Where the group takes none nobody is asked; what was authorised before is there to be taken back.
  if (!asked && !machines.data?.length) return null;
  return (
    <section className="card stack" aria-labelledby="clock-machines">
      <h2 id="clock-machines">{t("attendance.machines_mine")}</h2>
      <p className="small muted">{t("attendance.machines_mine_lead")}</p>
      {machines.data?.length === 0 ? <p className="muted">{t("attendance.machines_mine_none")}</p> : null}
      <ul className="work-list">
        {machines.data?.map(({ id, name, kind, place, number, agreed_at: since }) => (
          <li key={id}>
            <span className="work-name">
              <strong>{name}</strong>
              <span className="small muted">{[t(`attendance.machine_kind_${kind}`), place, t("attendance.machine_brings")].join(" · ")}</span>
              <span className="small muted">{number ? t("attendance.machine_number_mine", { number }) : t("attendance.machine_number_none")}</span>
              {since ? <span className="small">{t("attendance.machine_agreed", { at: showInstant(since, i18n.language) })}</span> : null}
            </span>
            {since ? (
              <Popconfirm title={t("attendance.machine_refuse_sure")} okText={t("attendance.machine_refuse")} cancelText={t("common.cancel")} onConfirm={() => refuse.mutate(id)}>
                <Button weight="quiet" busy={refuse.isPending}>
                  {t("attendance.machine_refuse")}
                </Button>
              </Popconfirm>
            ) : reads === id ? null : (
              <Button aria-label={t("attendance.machine_agree_of", { name })} onClick={() => setReads(id)}>
                {t("attendance.machine_agree")}
              </Button>
            )}
            {reads === id && !since ? (
              <Agree
                purpose="clock-machine"
                onDone={(agreed) => {
                  setReads(undefined);
                  if (agreed) agree.mutate(id);
                }}
              />
            ) : null}
          </li>
        ))}
      </ul>
      {failed ? <Note tone="warn" alert>{sayWhy(failed.error)}</Note> : null}
    </section>
  );
}
