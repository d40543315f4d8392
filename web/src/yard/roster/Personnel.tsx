/** Personnel matters: opened by the organisation, and then who joins, works, moves and leaves. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Check, Note, Select } from "@/ui/plain";
import { showRecent } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { servicesQuery, useTurnService } from "../application/application.data";
import { type Personnel as One, type PersonnelStep, personnelQuery, treeQuery, useStep } from "./roster.data";
import "./words";
import "./roster.css";

const follows: Record<One["state"], readonly PersonnelStep[]> = {
  joining: ["begin", "leave"],
  working: ["move", "leave"],
  moving: ["settle"],
  leaving: ["settle", "end"],
};

export default function Personnel({ org }: { org: string }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const opened = useQuery(servicesQuery(org));
  const turn = useTurnService(org);
  const isOpen = opened.data?.some(({ kind, open }) => kind === "personnel" && open) ?? false;
  if (opened.isError) return <Note tone="warn">{sayWhy(opened.error)}</Note>;
  return (
    <div className="stack">
      <p className="muted">{t("roster.personnel_lead")}</p>
      {turn.isError ? <Note tone="warn" alert>{sayWhy(turn.error)}</Note> : null}
      <Check checked={isOpen} disabled={turn.isPending} onChange={(open) => turn.mutate({ kind: "personnel", open })}>
        {t("roster.personnel_open")}
      </Check>
      {isOpen ? <List org={org} /> : null}
    </div>
  );
}

function List({ org }: { org: string }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const people = useQuery(personnelQuery(org));
  const tree = useQuery(treeQuery(org));
  const places = (tree.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }));
  if (people.isError) return <Note tone="warn">{sayWhy(people.error)}</Note>;
  if (people.data?.length === 0) return <p>{t("roster.personnel_none")}</p>;
  return (
    <ul className="lines">
      {people.data?.map((one) => (
        <Line key={one.person} org={org} one={one} places={places} />
      ))}
    </ul>
  );
}

function Line({ org, one, places }: { org: string; one: One; places: { value: string; label: string }[] }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const step = useStep(org, one.person);
  const [to, setTo] = useState("");
  return (
    <li>
      <div className="lines-main stack tight">
        <strong>{one.name ?? "–"}</strong>
        <span className="small muted">
          {t(`roster.state_${one.state}`)} · {showRecent(one.changed_at, i18n.language)}
        </span>
        {step.isError ? <Note tone="warn" alert>{sayWhy(step.error)}</Note> : null}
        {one.state === "working" ? <Select label={t("roster.move_to")} value={to} onChange={setTo} choices={[{ value: "", label: "–" }, ...places]} /> : null}
      </div>
      <div className="row wrap">
        {follows[one.state].map((what) => (
          <Button key={what} busy={step.isPending} disabled={what === "move" && !to} onClick={() => step.mutate(what === "move" ? { step: what, department: to } : { step: what })}>
            {t(`roster.step_${what}`)}
          </Button>
        ))}
      </div>
    </li>
  );
}
