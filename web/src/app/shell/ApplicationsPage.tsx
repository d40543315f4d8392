import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Authorize } from "@/yard/application/Authorize";
import { Desk } from "@/yard/application/Desk";
import { Farewell } from "@/yard/application/Farewell";
import { Mine } from "@/yard/application/Mine";
import { Offers } from "@/yard/application/Offers";
import { Services } from "@/yard/application/Services";
import "@/yard/application/words";
import { meQuery } from "@/yard/me/me.data";

/** The services and applications of an organisation: members open them, those who run it switch them. */
export default function ApplicationsPage() {
  const { t } = useTranslation();
  const { org } = useParams({ from: "/frame/orgs/$org/applications" });
  const { data: me } = useQuery(meQuery);
  const own = me?.orgs.find(({ id }) => id === org);
  return (
    <div className="page narrow">
      <header className="page-head">
        <h1>{t("apps.title")}</h1>
        <p>{own?.name}</p>
        <p className="muted">{t("apps.lead")}</p>
      </header>
      {own?.role === "administrator" ? (
        <>
          <Services org={org} />
          <Desk org={org} />
        </>
      ) : (
        <Offers org={org} />
      )}
    </div>
  );
}

/** What I let applications have. */
export function MinePage() {
  return (
    <div className="page narrow">
      <Mine />
    </div>
  );
}

/** An application asks; the page stands by itself, so that nothing else is pressed on it. */
export function AuthorizePage() {
  const { t } = useTranslation();
  useNamed(t("apps.title"));
  return (
    <main id="main" className="page narrow">
      <Authorize query={location.search} />
    </main>
  );
}

/** An application signed somebody out. */
export function FarewellPage() {
  const { t } = useTranslation();
  useNamed(t("apps.bye_title"));
  return (
    <main id="main" className="page narrow">
      <Farewell query={location.search} />
    </main>
  );
}

function useNamed(name: string) {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = `${name} · ${t("house.name")}`;
  }, [name, t]);
}
