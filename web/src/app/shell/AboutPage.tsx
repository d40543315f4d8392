import { useTranslation } from "react-i18next";
import { AboutClient } from "@/yard/client/AboutClient";
import { CacheCard } from "@/yard/client/CacheCard";
import { LogCard } from "@/yard/client/LogCard";
import { asText, entries, forgetLog } from "../log/log";

/** Signs of the log that fit into a letter beside a few words. */
const LETTER = 3_300;

export default function AboutPage() {
  const { t } = useTranslation();
  return (
    <div className="page narrow">
      <header className="page-head">
        <h1>{t("client.title")}</h1>
        <p>{t("client.lead")}</p>
      </header>
      <AboutClient />
      <LogCard read={async () => asText(await entries(), LETTER)} onForget={forgetLog} />
      <CacheCard />
    </div>
  );
}
