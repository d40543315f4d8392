/** How a community fares, in a few lines at its property's desk, and the ways to each of its parts. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { doorsQuery } from "@/community/agents/agents.data";
import { deskHomesQuery, waitingQuery } from "@/community/homes/homes.data";
import { stationsQuery } from "@/community/stations/stations.data";
import { thingsQuery } from "@/community/things/things.data";
import { isDanger, nameOf } from "@/community/things/things.model";
import { deskLiftsQuery, parkingQuery } from "@/community/vehicles/vehicles.data";
import { Icon } from "@/ui/Icon";
import "./words";
import "./overview.css";

type Org = { org: string };

export function Overview({ org }: Org) {
  const { t } = useTranslation();
  return (
    <section className="card stack" aria-labelledby="overview-now">
      <h2 id="overview-now">{t("overview.title")}</h2>
      <div className="overview">
        <Homes org={org} />
        <DoorsNow org={org} />
        <StationsNow org={org} />
        <VehiclesNow org={org} />
        <EquipmentNow org={org} />
      </div>
    </section>
  );
}

/** One part: what is so, and what is wrong, with the way there. */
function Part({ children, wrong, go }: { children: ReactNode; wrong?: (string | undefined)[]; go?: ReactNode }) {
  return (
    <div className="overview-part">
      <p>{children}</p>
      {wrong?.filter(Boolean).map((line) => (
        <p key={line} className="overview-wrong">
          <Icon name="warn" /> {line}
        </p>
      ))}
      {go}
    </div>
  );
}

function Homes({ org }: Org) {
  const { t } = useTranslation();
  const waiting = useQuery(waitingQuery(org)).data?.length;
  const homes = useQuery(deskHomesQuery(org)).data?.length;
  if (waiting === undefined || homes === undefined) return null;
  return (
    <Part wrong={waiting > 0 ? [t("overview.applications", { count: waiting })] : []}>
      {[t("overview.homes", { count: homes }), ...(waiting === 0 ? [t("overview.applications_none")] : [])].join(" · ")}
    </Part>
  );
}

function DoorsNow({ org }: Org) {
  const { t } = useTranslation();
  const { data: doors = [] } = useQuery(doorsQuery(org));
  const names = (which: (agent: NonNullable<(typeof doors)[number]["agent"]>) => boolean) => doors.flatMap(({ name, agent }) => (agent && which(agent) ? [name] : [])).join(" · ");
  const agents = doors.filter(({ agent }) => agent);
  const [away, trouble] = [names(({ linked }) => !linked), names(({ trouble: is, full_at: full }) => Boolean(is ?? full))];
  const wrong = [away ? t("overview.agents_away", { doors: away }) : undefined, trouble ? t("overview.agents_trouble", { doors: trouble }) : undefined];
  return (
    <Part
      wrong={wrong}
      go={
        <Link className="button plain" to="/homes/$org/passes" params={{ org }}>
          {t("homes.doors")}
        </Link>
      }
    >
      {agents.length === 0 ? t("overview.agents_none") : t("overview.agents", { linked: agents.filter(({ agent }) => agent?.linked).length, all: agents.length })}
    </Part>
  );
}

function StationsNow({ org }: Org) {
  const { t } = useTranslation();
  // A house without an intercom has none of this.
  const { data: stations } = useQuery({ ...stationsQuery(org), retry: false, refetchInterval: false });
  if (!stations) return null;
  return (
    <Part
      go={
        <Link className="button plain" to="/homes/$org/stations" params={{ org }}>
          {t("overview.to_stations")}
        </Link>
      }
    >
      {stations.length === 0 ? t("overview.stations_none") : t("overview.stations", { there: stations.filter(({ registered }) => registered).length, all: stations.length })}
    </Part>
  );
}

function VehiclesNow({ org }: Org) {
  const { t } = useTranslation();
  const { data: parking } = useQuery(parkingQuery(org));
  const { data: lifts } = useQuery(deskLiftsQuery(org));
  const burning = lifts?.filter(({ alarm }) => alarm).map(({ name }) => name).join(" · ");
  return (
    <Part
      wrong={burning ? [t("overview.lifts_alarm", { lifts: burning })] : []}
      go={
        <Link className="button plain" to="/homes/$org/lanes" params={{ org }}>
          {t("homes.vehicles")}
        </Link>
      }
    >
      {parking ? (typeof parking.capacity === "number" ? t("overview.parking", { present: parking.present, capacity: parking.capacity }) : t("overview.parking_open", { count: parking.present })) : "…"}
    </Part>
  );
}

function EquipmentNow({ org }: Org) {
  const { t } = useTranslation();
  const { data } = useQuery(thingsQuery({ org }));
  const parts = (data?.items ?? []).flatMap(({ parts: all }) => all);
  const burning = parts.filter(isDanger).map(nameOf).join(" · ");
  return (
    <Part
      wrong={burning ? [t("overview.equipment_alarm", { parts: burning })] : []}
      go={
        <Link className="button plain" to="/homes/$org/equipment" params={{ org }}>
          {t("overview.to_equipment")}
        </Link>
      }
    >
      {parts.length === 0 ? t("overview.equipment_none") : t("overview.equipment", { count: parts.length })}
    </Part>
  );
}
