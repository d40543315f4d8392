import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { lazy } from "react";
import { useTranslation } from "react-i18next";
import { HomesView } from "@/community/homes/HomesView";
import { gatesQuery } from "@/community/visits/visits.data";
import { houseQuery } from "@/yard/house/house.data";
import { meQuery } from "@/yard/me/me.data";

/** It brings the means of a call with it, so it is fetched when somebody calls. */
const DutyCall = lazy(async () => ({ default: (await import("./DutyCall")).DutyCall }));

export default function HomesPage() {
  const { t } = useTranslation();
  const { data: house } = useQuery(houseQuery);
  const { data: me } = useQuery(meQuery);
  const { data: gates } = useQuery(gatesQuery);
  const runs = me?.orgs.filter(({ role }) => role === "administrator") ?? [];
  return (
    <div className="page narrow">
      <header className="page-head">
        <h1>{t("title.homes")}</h1>
        <p>{t("homes.lead")}</p>
      </header>
      <HomesView policyVersion={house?.policy_version ?? ""} duty={DutyCall} />
      {gates && gates.length > 0 ? (
        <section className="card stack" aria-labelledby="homes-gates">
          <h2 id="homes-gates">{t("homes.gates")}</h2>
          {gates.map(({ org, community }) => (
            <Link key={org} className="button plain" to="/gate/$org" params={{ org }}>
              {t("homes.gate_of", { community })}
            </Link>
          ))}
        </section>
      ) : null}
      {runs.length > 0 ? (
        <section className="card stack" aria-labelledby="homes-desks">
          <h2 id="homes-desks">{t("homes.desks")}</h2>
          {runs.map(({ id, name }) => (
            <Link key={id} className="button plain" to="/homes/$org" params={{ org: id }}>
              {t("homes.desk_of", { name })}
            </Link>
          ))}
        </section>
      ) : null}
    </div>
  );
}
