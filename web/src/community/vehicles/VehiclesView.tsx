/** The vehicles of my home and those it expects, what passed, and the lifts of my staircase. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Ask } from "@/api/client";
import type { OwnHome } from "@/community/homes/homes.data";
import { Button, Check, Dialog, Field, Note, Select, Waiting } from "@/ui/plain";
import { showDay, showRecent } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { liftsQuery, passagesQuery, type Vehicle, useLifts, useVehicles, vehiclesQuery } from "./vehicles.data";
import { useSaid } from "./said";
import "./words";
import "@/community/homes/homes.css";

export function VehiclesView({ home }: { home: OwnHome }) {
  return (
    <>
      <Vehicles home={home} />
      {home.rights.open ? <LiftCard home={home.home} /> : null}
      <Passages home={home.home} />
    </>
  );
}

function Vehicles({ home }: { home: OwnHome }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const vehicles = useQuery(vehiclesQuery(home.home));
  const { remove, calendar } = useVehicles(home.home);
  const [asks, setAsks] = useState<Vehicle>();
  const [adds, setAdds] = useState(false);
  const failed = [remove, calendar].find(({ isError }) => isError);
  return (
    <section className="card stack" aria-labelledby="vehicles-list">
      <h2 id="vehicles-list">{t("vehicles.list")}</h2>
      {vehicles.isPending ? <Waiting label={t("common.loading")} /> : null}
      {vehicles.isError ? <Note tone="warn" alert>{sayWhy(vehicles.error)}</Note> : null}
      {vehicles.data?.length === 0 ? <p className="muted">{t("vehicles.none")}</p> : null}
      <ul className="home-list">
        {vehicles.data?.map((one) => (
          <Row key={one.id} one={one} onCalendar={() => setAsks(one)} onRemove={() => remove.mutate(one.id)} busy={remove.isPending} />
        ))}
      </ul>
      {failed ? <Note tone="warn" alert>{sayWhy(failed.error)}</Note> : null}
      {adds ? (
        <Add home={home} onDone={() => setAdds(false)} />
      ) : home.rights.open || home.rights.invite ? (
        <Button weight="door" icon="plus" onClick={() => setAdds(true)}>
          {t("vehicles.add")}
        </Button>
      ) : null}
      <Dialog open={asks !== undefined} title={t("vehicles.calendar")} closeLabel={t("common.close")} onClose={() => setAsks(undefined)}>
        {asks ? (
          <div className="stack">
            <p>{t("vehicles.calendar_ask", { plate: asks.plate ?? "" })}</p>
            <Button weight="door" busy={calendar.isPending} onClick={() => calendar.mutate(asks.id, { onSuccess: () => setAsks(undefined) })}>
              {t("vehicles.calendar_yes")}
            </Button>
          </div>
        ) : null}
      </Dialog>
    </section>
  );
}

function Row({ one, onCalendar, onRemove, busy }: { one: Vehicle; onCalendar: () => void; onRemove: () => void; busy: boolean }) {
  const { t, i18n } = useTranslation();
  const at = (instant: string) => showRecent(instant, i18n.language);
  return (
    <li>
      <span className="home-name">
        <strong>{one.plate ?? "—"}</strong> <span className="tag">{t(`vehicles.kind_${one.kind}`)}</span>
        <span className="small muted">{one.until ? t("vehicles.window", { from: at(one.from), until: at(one.until) }) : t("vehicles.since", { day: showDay(one.from, i18n.language) })}</span>
      </span>
      {one.own && one.until ? <Button onClick={onCalendar}>{t("vehicles.calendar")}</Button> : null}
      {one.own ? (
        <Button weight="quiet" busy={busy} onClick={onRemove}>
          {t("vehicles.remove")}
        </Button>
      ) : null}
      {one.barred ? <Note tone="warn">{t("vehicles.barred", { until: at(one.barred.until), reason: one.barred.reason ?? "" })}</Note> : null}
    </li>
  );
}

function Add({ home, onDone }: { home: OwnHome; onDone: () => void }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const { add } = useVehicles(home.home);
  const kinds = (["own", "visitor"] as const).filter((kind) => (kind === "own" ? home.rights.open : home.rights.invite));
  const [kind, setKind] = useState<Ask<"vehicle.add">["kind"]>(kinds[0] ?? "visitor");
  const [plate, setPlate] = useState("");
  const [from, setFrom] = useState("");
  const [until, setUntil] = useState("");
  const [tells, setTells] = useState(true);
  const instant = (typed: string) => (typed ? new Date(typed).toISOString() : null);
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        const wish = kind === "visitor" ? { kind, plate, from: instant(from), until: instant(until), tells } : { kind, plate };
        add.mutate(wish, { onSuccess: onDone });
      }}
    >
      <Select label={t("vehicles.kind")} value={kind} onChange={(to) => setKind(to as typeof kind)} choices={kinds.map((value) => ({ value, label: t(`vehicles.kind_${value}`) }))} />
      <Field data-plain label={t("vehicles.plate")} hint={t("vehicles.plate_hint")} value={plate} maxLength={20} required autoComplete="off" autoCapitalize="characters" onChange={(event) => setPlate(event.target.value)} />
      {kind === "visitor" ? (
        <>
          <Field label={t("vehicles.from")} type="datetime-local" value={from} onChange={(event) => setFrom(event.target.value)} />
          <Field label={t("vehicles.until")} hint={t("vehicles.until_hint")} type="datetime-local" value={until} required onChange={(event) => setUntil(event.target.value)} />
          <Check checked={tells} onChange={setTells}>
            {t("vehicles.tells")}
          </Check>
        </>
      ) : null}
      {add.isError ? <Note tone="warn" alert>{sayWhy(add.error)}</Note> : null}
      <Button type="submit" weight="door" busy={add.isPending}>
        {t("vehicles.add")}
      </Button>
    </form>
  );
}

function LiftCard({ home }: { home: string }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const lifts = useQuery(liftsQuery(home));
  const { ride, automatic } = useLifts(home);
  const failed = [ride, automatic].find(({ isError }) => isError);
  if (!lifts.data) return null;
  const { floor, items } = lifts.data;
  return (
    <section className="card stack" aria-labelledby="vehicles-lifts">
      <h2 id="vehicles-lifts">{t("vehicles.lifts")}</h2>
      {items.length === 0 ? <p className="muted">{t("vehicles.lifts_none")}</p> : null}
      {items.length > 0 && floor === null ? <p className="muted">{t("vehicles.no_floor")}</p> : null}
      <ul className="home-list">
        {items.map((lift) => (
          <li key={lift.id}>
            <span className="home-name">
              <strong>{lift.name}</strong> {lift.alarm ? <span className="tag">{t("vehicles.fire")}</span> : null}
            </span>
            {floor === null || floor === undefined || lift.alarm ? null : (
              <>
                <Button weight="door" aria-label={t("vehicles.up_of", { lift: lift.name, floor })} busy={ride.isPending} onClick={() => ride.mutate({ lift: lift.id, to: floor })}>
                  {t("vehicles.up", { floor })}
                </Button>
                <Button aria-label={t("vehicles.down_of", { lift: lift.name, floor })} busy={ride.isPending} onClick={() => ride.mutate({ lift: lift.id, to: lift.ground })}>
                  {t("vehicles.down", { floor })}
                </Button>
              </>
            )}
          </li>
        ))}
      </ul>
      {items.length > 0 ? (
        <Check checked={lifts.data.automatic} disabled={automatic.isPending} onChange={(on) => automatic.mutate(on)}>
          {t("vehicles.automatic")}
        </Check>
      ) : null}
      {failed ? <Note tone="warn" alert>{sayWhy(failed.error)}</Note> : null}
      {ride.isSuccess ? <Note tone="good" alert>{t("vehicles.called")}</Note> : null}
    </section>
  );
}

function Passages({ home }: { home: string }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const said = useSaid();
  const passages = useInfiniteQuery(passagesQuery(home));
  const vehicles = useQuery(vehiclesQuery(home));
  const items = passages.data?.pages.flatMap(({ items: page }) => page) ?? [];
  const plate = (id: string | null) => vehicles.data?.find((one) => one.id === id)?.plate ?? t("vehicles.gone");
  return (
    <section className="card stack" aria-labelledby="vehicles-passages">
      <h2 id="vehicles-passages">{t("vehicles.passages")}</h2>
      <p className="muted">{t("vehicles.passages_lead")}</p>
      {passages.isError ? <Note tone="warn" alert>{sayWhy(passages.error)}</Note> : null}
      {passages.data && items.length === 0 ? <p>{t("vehicles.passages_none")}</p> : null}
      <ul className="home-list">
        {items.map((one) => (
          <li key={one.id}>
            <span className="home-name">
              <strong>{plate(one.vehicle ?? null)}</strong>
              <span className="small muted">{`${showRecent(one.at, i18n.language)} · ${one.door} · ${said(one)}`}</span>
            </span>
          </li>
        ))}
      </ul>
      {passages.hasNextPage ? (
        <Button busy={passages.isFetchingNextPage} onClick={() => void passages.fetchNextPage()}>
          {t("vehicles.more")}
        </Button>
      ) : null}
    </section>
  );
}
