/** The property's desk: its doors, who opens them, and what they did. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { deskHomesQuery, planQuery } from "@/community/homes/homes.data";
import { Button, Check, Dialog, Field, Note, Select, Waiting } from "@/ui/plain";
import { showRecent } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { deskLogQuery, holdersQuery, type Logged, residentsQuery, settingsQuery, useDesk } from "./doors.data";
import { AddDoor, usePlaces } from "./AddDoor";
import { useDone } from "./done";
import "./words";
import "@/community/homes/homes.css";

type Door = { id: string; name: string };

export function DeskDoors({ org }: { org: string }) {
  return (
    <>
      <Doors org={org} />
      <Give org={org} />
      <Log org={org} />
    </>
  );
}

function Doors({ org }: { org: string }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const plan = useQuery(planQuery(org));
  const places = usePlaces(org);
  const [shows, setShows] = useState<{ door: Door; what: "holders" | "open" | "settings" }>();
  const close = () => setShows(undefined);
  if (plan.isPending) return <Waiting label={t("common.loading")} />;
  return (
    <section className="card stack" aria-labelledby="desk-doors">
      <h2 id="desk-doors">{t("passes.desk_doors")}</h2>
      {plan.isError ? <Note tone="warn" alert>{sayWhy(plan.error)}</Note> : null}
      {plan.data?.doors.length === 0 ? <p className="muted">{t("passes.desk_none")}</p> : null}
      <ul className="home-list">
        {plan.data?.doors.map((door) => (
          <li key={door.id}>
            <span className="home-name">
              <strong>{door.name}</strong> <span className="tag">{places.find(({ value }) => value === (door.unit ?? door.building ?? ""))?.label}</span>
            </span>
            <span className="row wrap">
              <Button onClick={() => setShows({ door, what: "holders" })}>{t("passes.desk_holders")}</Button>
              <Button onClick={() => setShows({ door, what: "open" })}>{t("passes.desk_open")}</Button>
              <Button onClick={() => setShows({ door, what: "settings" })}>{t("passes.desk_settings")}</Button>
            </span>
          </li>
        ))}
      </ul>
      <AddDoor org={org} />
      <Dialog open={shows?.what === "holders"} title={t("passes.desk_holders_of", { door: shows?.door.name ?? "" })} closeLabel={t("common.close")} onClose={close}>
        {shows?.what === "holders" ? <Holders org={org} door={shows.door.id} /> : null}
      </Dialog>
      <Dialog open={shows?.what === "settings"} title={t("passes.desk_settings_of", { door: shows?.door.name ?? "" })} closeLabel={t("common.close")} onClose={close}>
        {shows?.what === "settings" ? <Settings org={org} door={shows.door.id} /> : null}
      </Dialog>
      <Dialog open={shows?.what === "open"} title={t("passes.desk_open_of", { door: shows?.door.name ?? "" })} closeLabel={t("common.close")} onClose={close}>
        {shows?.what === "open" ? <Order org={org} door={shows.door} /> : null}
      </Dialog>
    </section>
  );
}

/** What is set at one door; asked of the house for this one, when it is looked at. */
function Settings({ org, door }: { org: string; door: string }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const settings = useQuery(settingsQuery(org, door));
  const { set } = useDesk(org);
  if (settings.isError) return <Note tone="warn" alert>{sayWhy(settings.error)}</Note>;
  if (!settings.data) return <Waiting label={t("common.loading")} />;
  const { closed, card_bits, points } = settings.data;
  return (
    <>
      <Check checked={closed} disabled={set.isPending} onChange={(next) => set.mutate({ door, closed: next, card_bits, points })}>
        {t("passes.desk_close")}
      </Check>
      {set.isError ? <Note tone="warn" alert>{sayWhy(set.error)}</Note> : null}
    </>
  );
}

function Holders({ org, door }: { org: string; door: string }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const holders = useQuery(holdersQuery(org, door));
  const { end } = useDesk(org);
  const { way } = useDone();
  if (holders.isPending) return <Waiting label={t("common.loading")} />;
  return (
    <div className="stack">
      <p className="muted">{t("passes.desk_holders_lead")}</p>
      {[holders, end].map(({ isError, error }, at) => (isError ? <Note key={at} tone="warn" alert>{sayWhy(error)}</Note> : null))}
      <ul className="home-list">
        {holders.data?.map((one) => (
          <li key={one.id}>
            <span className="home-name">
              <strong>{one.holder === "desk" ? t("passes.desk_holder") : [one.home, one.name ?? "—"].filter(Boolean).join(" · ")}</strong>
              <span className="tag">{way(one.way)}</span>
            </span>
            <Button weight="quiet" busy={end.isPending} onClick={() => end.mutate(one.id)}>
              {t("passes.desk_end")}
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Order({ org, door }: { org: string; door: Door }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const { order } = useDesk(org);
  const [reason, setReason] = useState("");
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        order.mutate({ door: door.id, reason });
      }}
    >
      <Field label={t("passes.desk_reason")} hint={t("passes.desk_reason_hint")} value={reason} maxLength={200} onChange={(event) => setReason(event.target.value)} />
      {order.isError ? <Note tone="warn" alert>{sayWhy(order.error)}</Note> : null}
      {order.isSuccess ? <Note tone="good" alert>{t("passes.opened", { door: door.name })}</Note> : null}
      <Button type="submit" weight="door" busy={order.isPending} disabled={reason.trim().length < 2}>
        {t("passes.desk_open")}
      </Button>
    </form>
  );
}

/** A card or a PIN for somebody of a home. */
function Give({ org }: { org: string }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const homes = useQuery(deskHomesQuery(org));
  const { give } = useDesk(org);
  const [home, setHome] = useState("");
  const [resident, setResident] = useState("");
  const [number, setNumber] = useState("");
  const residents = useQuery({ ...residentsQuery(org, home), enabled: home !== "" });
  const people = residents.data?.filter(({ waits, rights }) => !waits && rights.open) ?? [];
  const chosen = people.some(({ id }) => id === resident) ? resident : (people[0]?.id ?? "");
  const nobody = { value: "", label: "—" };
  return (
    <form
      className="card stack"
      aria-labelledby="desk-give"
      onSubmit={(event) => {
        event.preventDefault();
        give.mutate({ home, resident: chosen, number }, { onSuccess: () => setNumber("") });
      }}
    >
      <h2 id="desk-give">{t("passes.desk_give")}</h2>
      <div className="row wrap home-form">
        <Select label={t("passes.desk_home")} value={home} onChange={setHome} choices={[nobody, ...(homes.data ?? []).map(({ id, number: label }) => ({ value: id, label }))]} />
        <Select label={t("passes.desk_resident")} value={chosen} onChange={setResident} choices={people.length > 0 ? people.map(({ id, name }) => ({ value: id, label: name ?? "—" })) : [nobody]} />
        <Field label={t("passes.desk_number")} hint={t("passes.desk_number_hint")} inputMode="numeric" value={number} maxLength={12} onChange={(event) => setNumber(event.target.value)} />
      </div>
      {[homes, residents, give].map(({ isError, error }, at) => (isError ? <Note key={at} tone="warn" alert>{sayWhy(error)}</Note> : null))}
      {give.isSuccess ? <Note tone="good" alert>{give.data.pin ? t("passes.desk_given_pin", { pin: give.data.pin }) : t("passes.desk_given_card")}</Note> : null}
      <Button type="submit" busy={give.isPending} disabled={!chosen}>
        {t("passes.desk_give_card")}
      </Button>
    </form>
  );
}

function Log({ org }: { org: string }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const [shows, setShows] = useState(false);
  const log = useInfiniteQuery({ ...deskLogQuery(org), enabled: shows });
  const [looks, setLooks] = useState<Logged>();
  const items = log.data?.pages.flatMap(({ items: page }) => page) ?? [];
  const orders = log.data?.pages[0]?.orders ?? [];
  return (
    <section className="card stack" aria-labelledby="desk-log">
      <h2 id="desk-log">{t("passes.desk_log")}</h2>
      {shows ? null : (
        <div className="row wrap">
          <Button onClick={() => setShows(true)}>{t("passes.desk_log_show")}</Button>
        </div>
      )}
      {log.isError ? <Note tone="warn" alert>{sayWhy(log.error)}</Note> : null}
      {log.data && items.length === 0 ? <p className="muted">{t("passes.log_none")}</p> : null}
      <ul className="home-list">
        {items.map((one) => (
          <LogEntry key={one.id} one={one} onLook={() => setLooks(one)} />
        ))}
      </ul>
      {log.hasNextPage ? (
        <Button busy={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
          {t("passes.log_more")}
        </Button>
      ) : null}
      {orders.length > 0 ? <h3>{t("passes.desk_orders")}</h3> : null}
      <ul className="home-list">
        {orders.map((one) => (
          <li key={`${one.at} ${one.door}`}>
            <span className="home-name">
              <strong>{one.door}</strong> <span>{one.reason}</span>
              <span className="small muted">{[showRecent(one.at, i18n.language), one.by].filter(Boolean).join(" · ")}</span>
            </span>
          </li>
        ))}
      </ul>
      <Dialog open={looks !== undefined} title={t("passes.desk_look")} closeLabel={t("common.close")} onClose={() => setLooks(undefined)}>
        {looks ? <Look key={looks.id} org={org} entry={looks} /> : null}
      </Dialog>
    </section>
  );
}

function LogEntry({ one, onLook }: { one: Logged; onLook: () => void }) {
  const { t, i18n } = useTranslation();
  const { done } = useDone();
  return (
    <li>
      <span className="home-name">
        <strong>{one.door}</strong> <span>{[one.home, one.name].filter(Boolean).join(" · ")}</span>
        <span className="small muted">{[showRecent(one.at, i18n.language), ...done(one)].join(" · ")}</span>
      </span>
      {one.name ? <Button onClick={onLook}>{t("passes.desk_look")}</Button> : null}
    </li>
  );
}

function Look({ org, entry }: { org: string; entry: Logged }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const { look } = useDesk(org);
  const [why, setWhy] = useState("");
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        look.mutate({ entry: entry.id, reason: why });
      }}
    >
      <p>{look.data ?? entry.name}</p>
      <Field label={t("passes.desk_look_why")} hint={t("passes.desk_look_hint")} value={why} maxLength={200} onChange={(event) => setWhy(event.target.value)} />
      {look.isError ? <Note tone="warn" alert>{sayWhy(look.error)}</Note> : null}
      <Button type="submit" busy={look.isPending} disabled={why.trim().length < 2}>
        {t("passes.desk_look")}
      </Button>
    </form>
  );
}
