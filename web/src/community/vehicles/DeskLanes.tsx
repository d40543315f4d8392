/** Lanes, room, vehicles that are turned away, the log, and lifts, at a property's desk. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Ask } from "@/api/client";
import { planQuery } from "@/community/homes/homes.data";
import { Button, Dialog, Field, Note, Select, Waiting } from "@/ui/plain";
import { showRecent } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { barsQuery, deskLiftsQuery, lanesQuery, type Logged, logQuery, parkingQuery, useDesk } from "./vehicles.data";
import { useSaid } from "./said";
import "./words";
import "@/community/homes/homes.css";

export function DeskLanes({ org }: { org: string }) {
  return (
    <>
      <Lanes org={org} />
      <Room org={org} />
      <Bars org={org} />
      <Log org={org} />
      <DeskLifts org={org} />
    </>
  );
}

const ways = ["in", "out", "both"] as const;

/** An address that is told once. */
function Address({ label, path }: { label: string; path: string }) {
  return (
    <Note alert>
      {label} <code className="wrap-anywhere">{`${globalThis.location.origin}${path}`}</code>
    </Note>
  );
}

function Lanes({ org }: { org: string }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const lanes = useQuery(lanesQuery(org));
  const plan = useQuery(planQuery(org));
  const { makeLane, removeLane } = useDesk(org);
  const [wish, setWish] = useState<Ask<"lane.make">>({ door: "", ways: "in" });
  const free = plan.data?.doors.filter((door) => !lanes.data?.some((lane) => lane.door === door.id)) ?? [];
  const door = wish.door || free[0]?.id || "";
  const failed = [makeLane, removeLane].find(({ isError }) => isError);
  return (
    <section className="card stack" aria-labelledby="desk-lanes">
      <h2 id="desk-lanes">{t("vehicles.lanes")}</h2>
      <p className="muted">{t("vehicles.lanes_lead")}</p>
      {lanes.isPending ? <Waiting label={t("common.loading")} /> : null}
      {lanes.data?.length === 0 ? <p className="muted">{t("vehicles.lanes_none")}</p> : null}
      <ul className="home-list">
        {lanes.data?.map((one) => (
          <li key={one.id}>
            <span className="home-name">
              <strong>{one.name}</strong> <span className="tag">{t(`vehicles.ways_${one.ways}`)}</span>
              <span className="small muted">{one.seen ? t("vehicles.seen", { at: showRecent(one.seen, i18n.language) }) : t("vehicles.never")}</span>
            </span>
            <Button weight="quiet" busy={removeLane.isPending} onClick={() => removeLane.mutate(one.id)}>
              {t("vehicles.lane_remove")}
            </Button>
          </li>
        ))}
      </ul>
      {makeLane.data ? <Address label={t("vehicles.address")} path={makeLane.data.path} /> : null}
      {failed ? <Note tone="warn" alert>{sayWhy(failed.error)}</Note> : null}
      {free.length > 0 ? (
        <form
          className="row wrap home-form"
          onSubmit={(event) => {
            event.preventDefault();
            makeLane.mutate({ ...wish, door }, { onSuccess: () => setWish({ ...wish, door: "" }) });
          }}
        >
          <Select label={t("vehicles.lane_door")} value={door} onChange={(to) => setWish({ ...wish, door: to })} choices={free.map(({ id, name }) => ({ value: id, label: name }))} />
          <Select label={t("vehicles.lane_ways")} value={wish.ways} onChange={(to) => setWish({ ...wish, ways: to as typeof wish.ways })} choices={ways.map((value) => ({ value, label: t(`vehicles.ways_${value}`) }))} />
          <Button type="submit" busy={makeLane.isPending}>
            {t("vehicles.lane_make")}
          </Button>
        </form>
      ) : null}
    </section>
  );
}

function Room({ org }: { org: string }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const parking = useQuery(parkingQuery(org));
  const { setParking } = useDesk(org);
  const [typed, setTyped] = useState<{ capacity?: string; present?: string }>({});
  if (!parking.data) return null;
  const capacity = typed.capacity ?? (String(parking.data.capacity ?? ""));
  const present = typed.present ?? String(parking.data.present);
  return (
    <form
      className="card stack"
      aria-labelledby="desk-parking"
      onSubmit={(event) => {
        event.preventDefault();
        setParking.mutate({ capacity: capacity === "" ? null : Number(capacity), present: Number(present) }, { onSuccess: () => setTyped({}) });
      }}
    >
      <h2 id="desk-parking">{t("vehicles.parking")}</h2>
      <Field label={t("vehicles.capacity")} inputMode="numeric" value={capacity} onChange={(event) => setTyped({ ...typed, capacity: event.target.value.replace(/\D/g, "") })} />
      <Field label={t("vehicles.present")} hint={t("vehicles.present_hint")} inputMode="numeric" required value={present} onChange={(event) => setTyped({ ...typed, present: event.target.value.replace(/\D/g, "") })} />
      {setParking.isError ? <Note tone="warn" alert>{sayWhy(setParking.error)}</Note> : null}
      <Button type="submit" busy={setParking.isPending}>
        {t("vehicles.parking_set")}
      </Button>
    </form>
  );
}

function Bars({ org }: { org: string }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const [shows, setShows] = useState(false);
  const bars = useQuery({ ...barsQuery(org), enabled: shows });
  const { bar, lift } = useDesk(org);
  const [wish, setWish] = useState({ plate: "", reason: "", until: "" });
  const failed = [bars, bar, lift].find(({ isError }) => isError);
  return (
    <section className="card stack" aria-labelledby="desk-bars">
      <h2 id="desk-bars">{t("vehicles.bars")}</h2>
      <p className="muted">{t("vehicles.bars_lead")}</p>
      {shows ? null : (
        <div className="row wrap">
          <Button onClick={() => setShows(true)}>{t("vehicles.bars_show")}</Button>
        </div>
      )}
      {bars.data?.length === 0 ? <p className="muted">{t("vehicles.bars_none")}</p> : null}
      <ul className="home-list">
        {bars.data?.map((one) => (
          <li key={one.id}>
            <span className="home-name">
              <strong>{one.plate ?? "—"}</strong>
              <span className="small muted">{`${one.reason ?? ""} · ${showRecent(one.until, i18n.language)}`}</span>
            </span>
            <Button weight="quiet" busy={lift.isPending} onClick={() => lift.mutate(one.id)}>
              {t("vehicles.bar_lift")}
            </Button>
          </li>
        ))}
      </ul>
      {failed ? <Note tone="warn" alert>{sayWhy(failed.error)}</Note> : null}
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          const until = new Date(wish.until).toISOString();
          bar.mutate({ ...wish, until }, { onSuccess: () => setWish({ plate: "", reason: "", until: "" }) });
        }}
      >
        <Field data-plain label={t("vehicles.plate")} value={wish.plate} maxLength={20} required autoComplete="off" onChange={(event) => setWish({ ...wish, plate: event.target.value })} />
        <Field label={t("vehicles.bar_reason")} value={wish.reason} maxLength={200} required autoComplete="off" onChange={(event) => setWish({ ...wish, reason: event.target.value })} />
        <Field label={t("vehicles.bar_until")} type="datetime-local" value={wish.until} required onChange={(event) => setWish({ ...wish, until: event.target.value })} />
        <Button type="submit" busy={bar.isPending}>
          {t("vehicles.bar_add")}
        </Button>
      </form>
    </section>
  );
}

function Log({ org }: { org: string }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const said = useSaid();
  const [shows, setShows] = useState(false);
  const [asks, setAsks] = useState<Logged>();
  const log = useInfiniteQuery({ ...logQuery(org), enabled: shows });
  const items = log.data?.pages.flatMap(({ items: page }) => page) ?? [];
  return (
    <section className="card stack" aria-labelledby="desk-passages">
      <h2 id="desk-passages">{t("vehicles.log")}</h2>
      <p className="muted">{t("vehicles.log_lead")}</p>
      {shows ? null : (
        <div className="row wrap">
          <Button onClick={() => setShows(true)}>{t("vehicles.log_show")}</Button>
        </div>
      )}
      {log.isError ? <Note tone="warn" alert>{sayWhy(log.error)}</Note> : null}
      {log.data && items.length === 0 ? <p>{t("vehicles.passages_none")}</p> : null}
      <ul className="home-list">
        {items.map((one) => (
          <li key={one.id}>
            <span className="home-name">
              <strong>{one.plate ?? "—"}</strong> {one.home ? <span className="tag">{one.home}</span> : null}
              <span className="small muted">{`${showRecent(one.at, i18n.language)} · ${one.door} · ${said(one)}`}</span>
            </span>
            {one.plate ? (
              <Button weight="quiet" onClick={() => setAsks(one)}>
                {t("vehicles.look")}
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
      {log.hasNextPage ? (
        <Button busy={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
          {t("vehicles.more")}
        </Button>
      ) : null}
      <Dialog open={asks !== undefined} title={t("vehicles.look")} closeLabel={t("common.close")} onClose={() => setAsks(undefined)}>
        {asks ? <Look key={asks.id} org={org} one={asks} /> : null}
      </Dialog>
    </section>
  );
}

function Look({ org, one }: { org: string; one: Logged }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const { look } = useDesk(org);
  const [reason, setReason] = useState("");
  if (look.data) return <p><strong>{look.data}</strong></p>;
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        look.mutate({ passage: one.id, reason });
      }}
    >
      <Field label={t("vehicles.look_reason")} value={reason} maxLength={200} required autoComplete="off" onChange={(event) => setReason(event.target.value)} />
      {look.isError ? <Note tone="warn" alert>{sayWhy(look.error)}</Note> : null}
      <Button type="submit" busy={look.isPending}>
        {t("vehicles.look_now")}
      </Button>
    </form>
  );
}

function DeskLifts({ org }: { org: string }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const lifts = useQuery(deskLiftsQuery(org));
  const plan = useQuery(planQuery(org));
  const { makeLift, removeLift, alarm } = useDesk(org);
  const [wish, setWish] = useState({ unit: "", name: "", ground: "1" });
  const building = (id: string) => plan.data?.buildings.find((one) => one.id === id)?.name ?? "";
  const units = plan.data?.units.map((one) => ({ value: one.id, label: `${building(one.building)} ${one.name}` })) ?? [];
  const unit = wish.unit || units[0]?.value || "";
  const failed = [makeLift, removeLift, alarm].find(({ isError }) => isError);
  return (
    <section className="card stack" aria-labelledby="desk-lifts">
      <h2 id="desk-lifts">{t("vehicles.desk_lifts")}</h2>
      <ul className="home-list">
        {lifts.data?.map((one) => (
          <li key={one.id}>
            <span className="home-name">
              <strong>{one.name}</strong> <span className="tag">{units.find(({ value }) => value === one.unit)?.label}</span>
              {one.alarm ? <span className="tag">{t("vehicles.alarm_on")}</span> : null}
              <span className="small muted">{one.seen ? t("vehicles.seen", { at: showRecent(one.seen, i18n.language) }) : t("vehicles.never")}</span>
            </span>
            <Button weight={one.alarm ? "plain" : "danger"} busy={alarm.isPending} onClick={() => alarm.mutate({ lift: one.id, on: !one.alarm })}>
              {t(one.alarm ? "vehicles.alarm_clear" : "vehicles.alarm_set")}
            </Button>
            <Button weight="quiet" busy={removeLift.isPending} onClick={() => removeLift.mutate(one.id)}>
              {t("vehicles.lane_remove")}
            </Button>
          </li>
        ))}
      </ul>
      {makeLift.data ? <Address label={t("vehicles.lift_address")} path={makeLift.data.path} /> : null}
      {failed ? <Note tone="warn" alert>{sayWhy(failed.error)}</Note> : null}
      {units.length > 0 ? (
        <form
          className="row wrap home-form"
          onSubmit={(event) => {
            event.preventDefault();
            makeLift.mutate({ unit, name: wish.name, ground: Number(wish.ground) }, { onSuccess: () => setWish({ ...wish, name: "" }) });
          }}
        >
          <Select label={t("vehicles.lift_unit")} value={unit} onChange={(to) => setWish({ ...wish, unit: to })} choices={units} />
          <Field label={t("vehicles.lift_name")} value={wish.name} maxLength={40} required onChange={(event) => setWish({ ...wish, name: event.target.value })} />
          <Field label={t("vehicles.lift_ground")} type="number" min={-20} max={200} value={wish.ground} required onChange={(event) => setWish({ ...wish, ground: event.target.value })} />
          <Button type="submit" busy={makeLift.isPending}>
            {t("vehicles.lift_make")}
          </Button>
        </form>
      ) : null}
    </section>
  );
}
