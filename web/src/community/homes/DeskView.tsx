/** The property's desk: what stands in the community, and who applied. */
import { useQuery } from "@tanstack/react-query";
import { Suspense, lazy, useState } from "react";
import { useTranslation } from "react-i18next";
import { refusedWith } from "@/api/refusal";
import { Button, Dialog, Field, Note, Select, Waiting } from "@/ui/plain";
import { showDay } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { Review } from "./Review";
import { deskHomesQuery, planQuery, useDesk, waitingQuery } from "./homes.data";
import "./homes.css";

const Imports = lazy(() => import("@/community/imports/Imports"));
const Letters = lazy(() => import("@/community/letters/Letters"));
const Doors = lazy(() => import("@/community/agents/Doors"));
const Overview = lazy(async () => ({ default: (await import("@/community/overview/Overview")).Overview }));

export function DeskView({ org }: { org: string }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const plan = useQuery(planQuery(org));
  if (plan.isPending) return <Waiting label={t("common.loading")} />;
  // Only where there is none it is opened: what is written of one that is there would be written over.
  if (!plan.data && refusedWith(plan.error) !== "place.closed") return <Note tone="warn" alert>{sayWhy(plan.error)}</Note>;
  return plan.data ? (
    <>
      <Suspense fallback={null}>
        <Overview org={org} />
      </Suspense>
      <Applications org={org} />
      <Places org={org} />
      <Suspense fallback={null}>
        <Imports org={org} />
        <Letters org={org} />
        <Doors org={org} />
      </Suspense>
    </>
  ) : (
    <Open org={org} />
  );
}

function Open({ org }: { org: string }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const { open } = useDesk(org);
  const [name, setName] = useState("");
  const [address, setAddress] = useState("");
  return (
    <form
      className="card stack"
      onSubmit={(event) => {
        event.preventDefault();
        open.mutate({ name, address });
      }}
    >
      <h2>{t("homes.open_title")}</h2>
      <p className="muted">{t("homes.open_lead")}</p>
      <Field label={t("homes.community_name")} value={name} maxLength={60} required onChange={(event) => setName(event.target.value)} />
      <Field label={t("homes.address")} value={address} maxLength={200} required onChange={(event) => setAddress(event.target.value)} />
      {open.isError ? <Note tone="warn" alert>{sayWhy(open.error)}</Note> : null}
      <Button type="submit" weight="door" busy={open.isPending} disabled={!name.trim() || !address.trim()}>
        {t("homes.open_go")}
      </Button>
    </form>
  );
}

function Applications({ org }: { org: string }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const waiting = useQuery(waitingQuery(org));
  const [looks, setLooks] = useState<string>();
  return (
    <section className="card stack" aria-labelledby="desk-applications">
      <h2 id="desk-applications">{t("homes.desk_applications")}</h2>
      {waiting.isError ? <Note tone="warn" alert>{sayWhy(waiting.error)}</Note> : null}
      {waiting.data?.length === 0 ? <p className="muted">{t("homes.desk_none")}</p> : null}
      <ul className="home-list">
        {waiting.data?.map((one) => (
          <li key={one.id}>
            <span className="home-name">
              <strong>{`${one.home} · ${one.name ?? "—"}`}</strong> <span className="tag">{t(`homes.as_${one.relation}`)}</span>
              <span className="small muted">{[showDay(one.made_at, i18n.language), t(one.identified ? "homes.identified" : "homes.unidentified")].join(" · ")}</span>
            </span>
            <Button onClick={() => setLooks(one.id)}>{t("homes.review")}</Button>
          </li>
        ))}
      </ul>
      <Dialog open={looks !== undefined} title={t("homes.review")} closeLabel={t("common.close")} onClose={() => setLooks(undefined)}>
        {looks ? <Review key={looks} org={org} application={looks} onDone={() => setLooks(undefined)} /> : null}
      </Dialog>
    </section>
  );
}

function Places({ org }: { org: string }) {
  const { t } = useTranslation();
  const plan = useQuery(planQuery(org));
  const homes = useQuery(deskHomesQuery(org));
  const buildings = plan.data?.buildings ?? [];
  const nameOf = (unit: string) => {
    const there = plan.data?.units.find(({ id }) => id === unit);
    return [buildings.find(({ id }) => id === there?.building)?.name, there?.name].filter(Boolean).join(" ");
  };
  return (
    <section className="card stack" aria-labelledby="desk-places">
      <h2 id="desk-places">{t("homes.places")}</h2>
      <p className="muted">{t("homes.places_lead", { number: plan.data?.community.number ?? "" })}</p>
      <ul className="home-list">
        {homes.data?.map((home) => (
          <li key={home.id}>
            <span className="home-name">
              <strong>{home.number}</strong> <span className="small muted">{nameOf(home.unit)}</span>
            </span>
          </li>
        ))}
      </ul>
      <Add org={org} nameOf={nameOf} />
    </section>
  );
}

/** What is added: a building, a unit of one, a home of one. */
function Add({ org, nameOf }: { org: string; nameOf: (unit: string) => string }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const plan = useQuery(planQuery(org));
  const { building, unit, home } = useDesk(org);
  const [what, setWhat] = useState<"building" | "unit" | "home">("building");
  const [under, setUnder] = useState("");
  const [name, setName] = useState("");
  const [room, setRoom] = useState("");
  const failed = [building, unit, home].find(({ isError }) => isError);
  const under_of = {
    building: [],
    unit: (plan.data?.buildings ?? []).map(({ id, name: label }) => ({ value: id, label })),
    home: (plan.data?.units ?? []).map(({ id }) => ({ value: id, label: nameOf(id) })),
  }[what];
  const chosen = under_of.some(({ value }) => value === under) ? under : (under_of[0]?.value ?? "");
  const onSuccess = () => {
    setName("");
    setRoom("");
  };
  const add = () => {
    if (what === "building") building.mutate(name, { onSuccess });
    else if (what === "unit") unit.mutate({ building: chosen, name }, { onSuccess });
    else home.mutate({ unit: chosen, number: name, room: room || name }, { onSuccess });
  };
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        add();
      }}
    >
      <div className="row wrap home-form">
        <Select label={t("homes.what")} value={what} onChange={(value) => setWhat(value as typeof what)} choices={(["building", "unit", "home"] as const).map((value) => ({ value, label: t(`homes.what_${value}`) }))} />
        {what === "building" ? null : <Select label={t("homes.within")} value={chosen} onChange={setUnder} choices={under_of} />}
        <Field label={t(what === "home" ? "homes.number" : "homes.place_name")} value={name} maxLength={what === "home" ? 20 : 40} required onChange={(event) => setName(event.target.value)} />
        {what === "home" ? <Field label={t("homes.room")} value={room} maxLength={20} onChange={(event) => setRoom(event.target.value)} /> : null}
      </div>
      {failed ? <Note tone="warn" alert>{sayWhy(failed.error)}</Note> : null}
      <Button type="submit" icon="plus" busy={building.isPending || unit.isPending || home.isPending} disabled={!name.trim() || (what !== "building" && !chosen)}>
        {t("homes.place_add")}
      </Button>
    </form>
  );
}
