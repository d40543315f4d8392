/** What those who run the community set at its gate: guards, posters, couriers with a standing pass. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { membersQuery } from "@/yard/orgs/orgs.data";
import { Button, Check, Field, Note } from "@/ui/plain";
import { Qr } from "@/ui/Qr";
import { showRecent } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { couriersQuery, gateQuery, postsQuery, usePosts } from "./visits.data";
import { Made, Week, weekOf } from "./VisitsView";
import "./words";
import "@/community/homes/homes.css";
import "./visits.css";

export function PostsView({ org }: { org: string }) {
  return (
    <>
      <Guards org={org} />
      <Posters org={org} />
      <Couriers org={org} />
    </>
  );
}

function Guards({ org }: { org: string }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const posts = useQuery(postsQuery(org));
  const members = useQuery(membersQuery(org));
  const { appoint, dismiss } = usePosts(org);
  const failed = [posts, members, appoint, dismiss].find(({ isError }) => isError);
  const guards = posts.data?.guards ?? [];
  return (
    <section className="card stack" aria-labelledby="posts-guards">
      <h2 id="posts-guards">{t("visits.posts_guards")}</h2>
      <p className="muted">{t("visits.posts_guards_lead")}</p>
      <ul className="home-list">
        {members.data?.items.map(({ person, name }) => (
          <li key={person}>
            <span className="home-name">
              <strong>{name ?? "—"}</strong> {guards.includes(person) ? <span className="tag">{t("visits.posts_title")}</span> : null}
            </span>
            {guards.includes(person) ? (
              <Button weight="quiet" busy={dismiss.isPending} onClick={() => dismiss.mutate(person)}>
                {t("visits.posts_dismiss")}
              </Button>
            ) : (
              <Button busy={appoint.isPending} onClick={() => appoint.mutate(person)}>
                {t("visits.posts_appoint")}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {failed ? <Note tone="warn" alert>{sayWhy(failed.error)}</Note> : null}
    </section>
  );
}

function Posters({ org }: { org: string }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const posts = useQuery(postsQuery(org));
  const gate = useQuery(gateQuery(org));
  const { put, remove } = usePosts(org);
  const [made, setMade] = useState<{ door: string; token: string }>();
  const failed = [gate, put, remove].find(({ isError }) => isError);
  return (
    <section className="card stack" aria-labelledby="posts-posters">
      <h2 id="posts-posters">{t("visits.posts_posters")}</h2>
      <p className="muted">{t("visits.posts_posters_lead")}</p>
      <ul className="home-list">
        {gate.data?.doors.map(({ id, name }) => (
          <li key={id}>
            <span className="home-name">
              <strong>{name}</strong>
            </span>
            <Button busy={put.isPending} onClick={() => put.mutate(id, { onSuccess: ({ token }) => setMade({ door: name, token }) })}>
              {t("visits.posts_put")}
            </Button>
            {posts.data?.posters.includes(id) ? (
              <Button weight="quiet" busy={remove.isPending} onClick={() => remove.mutate(id)}>
                {t("visits.posts_remove")}
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
      {failed ? <Note tone="warn" alert>{sayWhy(failed.error)}</Note> : null}
      {made ? (
        <div className="stack">
          <Qr text={`${location.origin}/at#${made.token}`} label={t("visits.posts_poster_label")} />
          <Button onClick={() => print()}>{t("visits.posts_print")}</Button>
          <div className="gate-slip">
            <h1>{`${gate.data?.community ?? ""} · ${made.door}`}</h1>
            <p>{t("visits.posts_scan")}</p>
            <Qr text={`${location.origin}/at#${made.token}`} label={t("visits.posts_poster_label")} size={360} />
          </div>
        </div>
      ) : null}
    </section>
  );
}

function Couriers({ org }: { org: string }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const [shows, setShows] = useState(false);
  const couriers = useQuery({ ...couriersQuery(org), enabled: shows });
  const gate = useQuery(gateQuery(org));
  const { addCourier, endCourier } = usePosts(org);
  const [name, setName] = useState("");
  const [until, setUntil] = useState("");
  const [doors, setDoors] = useState<string[]>([]);
  const [days, setDays] = useState<number[]>([]);
  const [hours, setHours] = useState<[string, string]>(["08:00", "20:00"]);
  const failed = [couriers, addCourier, endCourier].find(({ isError }) => isError);
  const at = (instant: string) => showRecent(instant, i18n.language);
  return (
    <section className="card stack" aria-labelledby="posts-couriers">
      <h2 id="posts-couriers">{t("visits.couriers")}</h2>
      <p className="muted">{t("visits.couriers_lead")}</p>
      {shows ? null : <Button onClick={() => setShows(true)}>{t("visits.couriers_show")}</Button>}
      {couriers.data?.length === 0 ? <p className="muted">{t("visits.couriers_none")}</p> : null}
      <ul className="home-list">
        {couriers.data?.map((one) => (
          <li key={one.id}>
            <span className="home-name">
              <strong>{one.name ?? "—"}</strong>
              <span className="small muted">{t("visits.window", { from: at(one.from), until: at(one.until) })}</span>
            </span>
            <Button weight="quiet" busy={endCourier.isPending} onClick={() => endCourier.mutate(one.id)}>
              {t("visits.end")}
            </Button>
          </li>
        ))}
      </ul>
      {addCourier.data ? (
        <Made pin={addCourier.data.pin ?? undefined} onDone={() => addCourier.reset()} />
      ) : (
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            addCourier.mutate({ kind: "courier", way: "pin", name, until: new Date(until).toISOString(), doors, week: weekOf(days, hours) });
          }}
        >
          <Field label={t("visits.name")} required maxLength={40} autoComplete="off" value={name} onChange={(event) => setName(event.target.value)} />
          <Field label={t("visits.until")} type="datetime-local" required value={until} onChange={(event) => setUntil(event.target.value)} />
          <fieldset className="visit-days">
            <legend>{t("visits.couriers_pick")}</legend>
            <div className="row wrap">
              {gate.data?.doors.map(({ id, name: door }) => (
                <Check key={id} checked={doors.includes(id)} onChange={(on) => setDoors((known) => known.filter((one) => one !== id).concat(on ? id : []))}>
                  {door}
                </Check>
              ))}
            </div>
          </fieldset>
          <Week days={days} onDays={setDays} hours={hours} onHours={setHours} />
          <Button type="submit" weight="door" busy={addCourier.isPending}>
            {t("visits.couriers_add")}
          </Button>
        </form>
      )}
      {failed ? <Note tone="warn" alert>{sayWhy(failed.error)}</Note> : null}
    </section>
  );
}
