/** Where I live, where somebody entered me, and what I applied for. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ComponentType, Suspense, lazy, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Dialog, Note, Waiting } from "@/ui/plain";
import { showDay } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { Apply } from "./Apply";
import { People } from "./People";
import { applicationsQuery, mineQuery, type OwnApplication, type OwnHome, useAnswer, useLeave, useWithdraw } from "./homes.data";
import "./homes.css";

const ByLetter = lazy(() => import("@/community/letters/ByLetter"));
const Papers = lazy(() => import("@/community/letters/Papers"));

/** What calls the property's desk from a home: it is fetched when it is pressed. */
type Duty = ComponentType<{ home: string; onOver: () => void }>;

export function HomesView({ policyVersion, duty }: { policyVersion: string; duty: Duty }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const homes = useQuery(mineQuery);
  const applications = useQuery(applicationsQuery);
  const [applies, setApplies] = useState(false);
  return (
    <>
      <section className="card stack" aria-labelledby="homes-mine">
        <h2 id="homes-mine">{t("homes.mine")}</h2>
        {homes.isPending ? <Waiting label={t("common.loading")} /> : null}
        {homes.isError ? <Note tone="warn" alert>{sayWhy(homes.error)}</Note> : null}
        {homes.data?.length === 0 ? <p className="muted">{t("homes.none")}</p> : null}
        <ul className="home-list">
          {homes.data?.map((home) => (home.waits ? <Entry key={home.resident} home={home} /> : <Mine key={home.resident} home={home} duty={duty} />))}
        </ul>
        <Button weight="door" icon="plus" onClick={() => setApplies(true)}>
          {t("homes.apply")}
        </Button>
        <Suspense fallback={null}>
          <ByLetter />
        </Suspense>
      </section>
      {applications.data && applications.data.length > 0 ? (
        <section className="card stack" aria-labelledby="homes-applications">
          <h2 id="homes-applications">{t("homes.applications")}</h2>
          <ul className="home-list">
            {applications.data.map((one) => (
              <Applied key={one.id} one={one} />
            ))}
          </ul>
        </section>
      ) : null}
      <Dialog open={applies} title={t("homes.apply")} closeLabel={t("common.close")} onClose={() => setApplies(false)}>
        {applies ? <Apply policyVersion={policyVersion} onDone={() => setApplies(false)} /> : null}
      </Dialog>
    </>
  );
}

function Place({ home }: { home: OwnHome }) {
  const { t, i18n } = useTranslation();
  const until = home.until ? ` · ${t("homes.until", { day: showDay(home.until, i18n.language) })}` : "";
  return (
    <span className="home-name">
      <strong>{`${home.community} ${home.number}`}</strong> <span className="tag">{t(`homes.as_${home.relation}`)}</span>
      <span className="small muted">{`${home.address}${until}`}</span>
      {home.lives || home.waits ? null : <span className="small">{t("homes.not_yet", { day: showDay(home.from, i18n.language) })}</span>}
    </span>
  );
}

function Mine({ home, duty: Duty }: { home: OwnHome; duty: Duty }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const leave = useLeave();
  const [shows, setShows] = useState<"people" | "leave" | "duty">();
  return (
    <li>
      <Place home={home} />
      <span className="row wrap">
        {home.lives && home.rights.open ? (
          <Link className="button plain" to="/homes/doors/$home" params={{ home: home.home }}>
            {t("homes.doors")}
          </Link>
        ) : null}
        {home.lives ? (
          <Link className="button plain" to="/homes/vehicles/$home" params={{ home: home.home }}>
            {t("homes.vehicles")}
          </Link>
        ) : null}
        {home.lives ? (
          <Link className="button plain" to="/homes/visits/$home" params={{ home: home.home }}>
            {t("homes.visits")}
          </Link>
        ) : null}
        {home.lives ? (
          <Link className="button plain" to="/homes/devices/$home" params={{ home: home.home }}>
            {t("homes.devices")}
          </Link>
        ) : null}
        {home.lives ? <Button onClick={() => setShows("people")}>{t("homes.people")}</Button> : null}
        {home.lives ? (
          <Button icon="mic" onClick={() => setShows("duty")}>
            {t("homes.duty")}
          </Button>
        ) : null}
        <Button weight="quiet" onClick={() => setShows("leave")}>
          {t("homes.leave")}
        </Button>
      </span>
      <Dialog open={shows === "duty"} title={t("homes.duty")} closeLabel={t("common.close")} onClose={() => setShows(undefined)}>
        {shows === "duty" ? (
          <Suspense fallback={<Waiting label={t("common.loading")} />}>
            <Duty home={home.home} onOver={() => setShows(undefined)} />
          </Suspense>
        ) : null}
      </Dialog>
      <Dialog open={shows === "people"} title={t("homes.people_of", { number: home.number })} closeLabel={t("common.close")} onClose={() => setShows(undefined)}>
        {shows === "people" ? <People home={home} /> : null}
      </Dialog>
      <Dialog open={shows === "leave"} title={t("homes.leave")} closeLabel={t("common.close")} onClose={() => setShows(undefined)}>
        <div className="stack">
          <p>{t("homes.leave_lead", { number: home.number })}</p>
          {leave.isError ? <Note tone="warn" alert>{sayWhy(leave.error)}</Note> : null}
          <Button weight="danger" busy={leave.isPending} onClick={() => leave.mutate(home.home)}>
            {t("homes.leave_now")}
          </Button>
        </div>
      </Dialog>
    </li>
  );
}

/** Somebody entered me: I say whether I live there. */
function Entry({ home }: { home: OwnHome }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const reply = useAnswer();
  return (
    <li>
      <Place home={home} />
      <p className="small">{t("homes.entered", { by: home.by ?? "—", name: home.name ?? "" })}</p>
      {reply.isError ? <Note tone="warn" alert>{sayWhy(reply.error)}</Note> : null}
      <span className="row wrap">
        <Button weight="door" busy={reply.isPending} onClick={() => reply.mutate({ resident: home.resident, accepts: true })}>
          {t("homes.accept")}
        </Button>
        <Button busy={reply.isPending} onClick={() => reply.mutate({ resident: home.resident, accepts: false })}>
          {t("homes.refuse")}
        </Button>
      </span>
    </li>
  );
}

function Applied({ one }: { one: OwnApplication }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const withdraw = useWithdraw();
  return (
    <li>
      <span className="home-name">
        <strong>{`${one.community} ${one.home}`}</strong> <span className="tag">{t(`homes.state_${one.state}`)}</span>
        <span className="small muted">{[showDay(one.made_at, i18n.language), one.name, one.identity].filter(Boolean).join(" · ")}</span>
        {one.reason ? <span className="small">{t("homes.reason_was", { reason: one.reason })}</span> : null}
      </span>
      {withdraw.isError ? <Note tone="warn" alert>{sayWhy(withdraw.error)}</Note> : null}
      {one.state === "waiting" ? (
        <Suspense fallback={null}>
          <Papers application={one.id} papers={one.documents} />
        </Suspense>
      ) : null}
      <Button weight="quiet" busy={withdraw.isPending} onClick={() => withdraw.mutate(one.id)}>
        {t(one.state === "waiting" ? "homes.withdraw" : "homes.forget")}
      </Button>
    </li>
  );
}
