import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { AboutClient } from "@/yard/client/AboutClient";
import { CacheCard } from "@/yard/client/CacheCard";
import { LogCard } from "@/yard/client/LogCard";
import { meQuery } from "@/yard/me/me.data";
import { asText, entries, forgetLog } from "../log/log";

const KeptCard = lazy(() => import("@/meet/kept/KeptCard"));

/** Signs of the log that fit into a letter beside a few words. */
const LETTER = 3_300;

export default function AboutPage() {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  return (
    <div className="page narrow">
      <header className="page-head">
        <h1>{t("client.title")}</h1>
        <p>{t("client.lead")}</p>
      </header>
      <AboutClient />
      <LogCard read={async () => asText(await entries(), LETTER)} onForget={forgetLog} />
      {me ? (
        <Suspense fallback={null}>
          <KeptCard me={me.id} />
        </Suspense>
      ) : null}
      <CacheCard />
    </div>
  );
}
