/** Door stations and phones of a community, at its property's desk. */
import { useQuery } from "@tanstack/react-query";
import { Fragment, useState } from "react";
import { useTranslation } from "react-i18next";
import { refusedWith } from "@/api/refusal";
import { deskHomesQuery, planQuery } from "@/community/homes/homes.data";
import { Button, Check, Dialog, Field, Note, Select, Waiting } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { type Made, type Station, stationsQuery, useStations } from "./stations.data";
import "./words";
import "@/community/homes/homes.css";

type Asked = { what: "turn" | "remove"; station: Station };

export function Stations({ org }: { org: string }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const stations = useQuery(stationsQuery(org));
  const [asked, setAsked] = useState<Asked>();
  const [adds, setAdds] = useState(false);
  if (stations.isPending) return <Waiting label={t("common.loading")} />;
  if (stations.isError) return refusedWith(stations.error) === "intercom.off" ? <Note>{t("stations.off")}</Note> : <Note tone="warn" alert>{sayWhy(stations.error)}</Note>;
  const parts = { doors: stations.data.filter(({ door }) => door), phones: stations.data.filter(({ home }) => home), desk: stations.data.filter(({ desk }) => desk) };
  return (
    <>
      {(["doors", "phones", "desk"] as const).map((part) => (
        <section key={part} className="card stack" aria-labelledby={`stations-${part}`}>
          <h2 id={`stations-${part}`}>{t(`stations.${part}`)}</h2>
          {part === "phones" ? null : <p className="muted">{t(part === "doors" ? "stations.directory_lead" : "stations.desk_lead")}</p>}
          {parts[part].length === 0 ? <p className="muted">{t("stations.none")}</p> : null}
          <ul className="home-list">
            {parts[part].map((station) => (
              <Row key={station.id} org={org} station={station} ask={(what) => setAsked({ what, station })} />
            ))}
          </ul>
        </section>
      ))}
      <Button weight="door" icon="plus" onClick={() => setAdds(true)}>
        {t("stations.add_title")}
      </Button>
      <Dialog open={adds} title={t("stations.add_title")} closeLabel={t("common.close")} onClose={() => setAdds(false)}>
        {adds ? <Add org={org} /> : null}
      </Dialog>
      <Dialog open={asked !== undefined} title={asked ? t(`stations.${asked.what}_of`, { name: asked.station.name }) : ""} closeLabel={t("common.close")} onClose={() => setAsked(undefined)}>
        {asked ? <Sure key={`${asked.what} ${asked.station.id}`} org={org} asked={asked} onDone={() => setAsked(undefined)} /> : null}
      </Dialog>
    </>
  );
}

function Row({ org, station, ask }: { org: string; station: Station; ask: (what: Asked["what"]) => void }) {
  const { t } = useTranslation();
  const plan = useQuery(planQuery(org));
  const homes = useQuery(deskHomesQuery(org));
  const door = plan.data?.doors.find(({ id }) => id === station.door);
  const home = homes.data?.find(({ id }) => id === station.home);
  // At the door of a unit the room is enough; an example is worth more than the rule.
  const called = homes.data?.find(({ unit }) => !door?.unit || unit === door.unit);
  const example = called ? (door?.unit ? called.room : called.number).replaceAll("-", "") : undefined;
  const facts = [
    door?.name,
    home ? t("stations.rings", { number: home.number }) : undefined,
    door && example ? t("stations.dials", { example }) : undefined,
    t("stations.account", { account: station.account }),
    station.opens ? t("stations.opens", { key: station.opens }) : undefined,
    station.old ? t("stations.is_old") : undefined,
  ];
  return (
    <li>
      <span className="home-name">
        <strong>{station.name}</strong> <span className={station.registered ? "tag good" : "tag"}>{t(station.registered ? "stations.there" : "stations.away")}</span>
        <span className="small muted">{facts.filter(Boolean).join(" · ")}</span>
      </span>
      <span className="row wrap">
        <Button aria-label={t("stations.turn_of", { name: station.name })} onClick={() => ask("turn")}>
          {t("stations.turn")}
        </Button>
        <Button weight="quiet" aria-label={t("stations.remove_of", { name: station.name })} onClick={() => ask("remove")}>
          {t("stations.remove")}
        </Button>
      </span>
    </li>
  );
}

/** What is typed into the device. It is shown this once. */
function Once({ made }: { made: Made }) {
  const { t } = useTranslation();
  return (
    <div className="stack" role="status">
      <p>{t("stations.once")}</p>
      <dl className="home-facts">
        {([["account_is", made.account], ["password_is", made.password], ["realm_is", made.realm]] as const).map(([what, value]) => (
          <Fragment key={what}>
            <dt>{t(`stations.${what}`)}</dt>
            <dd>
              <code>{value}</code>
            </dd>
          </Fragment>
        ))}
      </dl>
    </div>
  );
}

const whats = ["door", "home", "desk"] as const;
type What = (typeof whats)[number];
type AtProps = { what: "door" | "home"; places: readonly { value: string; label: string }[]; value: string; onChange: (to: string) => void };

/** At which door or in which home; a station at the desk is at neither. */
function At({ what, places, value, onChange }: AtProps) {
  const { t } = useTranslation();
  if (places.length === 0) return <Note>{t(`stations.no_${what}s`)}</Note>;
  return <Select label={t(`stations.${what}`)} value={value} onChange={onChange} choices={places} />;
}

function Add({ org }: { org: string }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const plan = useQuery(planQuery(org));
  const homes = useQuery(deskHomesQuery(org));
  const { add } = useStations(org);
  const [what, setWhat] = useState<What>("door");
  const [wish, setWish] = useState({ name: "", at: "", opens: "", old: false });
  const places = {
    door: (plan.data?.doors ?? []).map(({ id, name }) => ({ value: id, label: name })),
    home: (homes.data ?? []).map(({ id, number }) => ({ value: id, label: number })),
    desk: [],
  }[what];
  const at = places.some(({ value }) => value === wish.at) ? wish.at : (places[0]?.value ?? "");
  const where = { door: { door: at, ...(wish.opens ? { opens: wish.opens } : {}) }, home: { home: at }, desk: { desk: true } }[what];
  if (add.data) return <Once made={add.data} />;
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate({ name: wish.name, old: wish.old, ...where });
      }}
    >
      <Select label={t("stations.what")} value={what} onChange={(to) => setWhat(to as typeof what)} choices={whats.map((value) => ({ value, label: t(`stations.what_${value}`) }))} />
      {what === "desk" ? <p className="muted">{t("stations.desk_lead")}</p> : <At what={what} places={places} value={at} onChange={(to) => setWish({ ...wish, at: to })} />}
      <Field label={t("stations.name")} value={wish.name} maxLength={40} required autoComplete="off" onChange={(event) => setWish({ ...wish, name: event.target.value })} />
      {what === "door" ? <Field label={t("stations.key")} hint={t("stations.key_hint")} value={wish.opens} maxLength={1} autoComplete="off" onChange={(event) => setWish({ ...wish, opens: event.target.value })} /> : null}
      <Check checked={wish.old} onChange={(old) => setWish({ ...wish, old })}>
        {t("stations.old")}
      </Check>
      {add.isError ? <Note tone="warn" alert>{sayWhy(add.error)}</Note> : null}
      <Button type="submit" weight="door" busy={add.isPending} disabled={!wish.name.trim() || (what !== "desk" && !at)}>
        {t("stations.add")}
      </Button>
    </form>
  );
}

function Sure({ org, asked, onDone }: { org: string; asked: Asked; onDone: () => void }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const { turn, remove } = useStations(org);
  if (turn.data) return <Once made={turn.data} />;
  const failed = [turn, remove].find(({ isError }) => isError);
  const { id } = asked.station;
  return (
    <div className="stack">
      <p>{t(`stations.${asked.what}_lead`)}</p>
      {failed ? <Note tone="warn" alert>{sayWhy(failed.error)}</Note> : null}
      <Button weight="danger" busy={turn.isPending || remove.isPending} onClick={() => (asked.what === "turn" ? turn.mutate(id) : remove.mutate(id, { onSuccess: onDone }))}>
        {t(`stations.${asked.what}`)}
      </Button>
    </div>
  );
}
