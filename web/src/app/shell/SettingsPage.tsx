import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { meQuery } from "@/yard/me/me.data";
import { Ways } from "@/yard/ways/Ways";
import { Segmented, Switch } from "@/ui/kit/Kit";
import { changeLooks, type Looks, useLooks } from "@/ui/looks";
import { Programs } from "@/yard/orgs/Programs";
import { chooseLanguage, type Language } from "../words/words";

const SetPassword = lazy(() => import("@/yard/console/SetPassword"));

export default function SettingsPage() {
  const { t, i18n } = useTranslation();
  const looks = useLooks();
  const { data: me } = useQuery(meQuery);
  return (
    <div className="page narrow">
      <header className="page-head">
        <h1>{t("title.settings")}</h1>
        <p>{t("settings.lead")}</p>
      </header>
      <section className="card">
        <ul className="lines">
          <li>
            <div className="lines-main">
              <strong>{t("settings.language")}</strong>
            </div>
            <Segmented<Language>
              aria-label={t("settings.language")}
              value={i18n.language as Language}
              options={[
                { value: "zh-CN", label: "中文" },
                { value: "en", label: "English" },
              ]}
              onChange={(language) => void chooseLanguage(language)}
            />
          </li>
          <li>
            <div className="lines-main">
              <strong>{t("settings.theme")}</strong>
            </div>
            <Segmented<Looks["theme"]>
              aria-label={t("settings.theme")}
              value={looks.theme}
              options={[
                { value: "system", label: t("settings.system") },
                { value: "light", label: t("settings.light") },
                { value: "dark", label: t("settings.dark") },
              ]}
              onChange={(theme) => changeLooks({ theme })}
            />
          </li>
          <li>
            <div className="lines-main">
              <strong id="large">{t("settings.large")}</strong>
              <span className="small muted">{t("settings.large_hint")}</span>
            </div>
            <Switch aria-labelledby="large" checked={looks.large} onChange={(large) => changeLooks({ large })} />
          </li>
        </ul>
      </section>
      {me?.keeper ? (
        <section className="card stack" aria-labelledby="programs-title">
          <h2 id="programs-title">{t("programs.of_house")}</h2>
          <Programs />
        </section>
      ) : null}
      {me?.orgs.some(({ role }) => role === "administrator") ? (
        <Suspense>
          <SetPassword />
        </Suspense>
      ) : null}
      <section className="card">
        <ul className="lines">
          <li>
            <a href="/policy">{t("title.policy")}</a>
          </li>
          <li>
            <a href="/policy/collection">{t("title.collection")}</a>
          </li>
          <li>
            <a href="/contact">{t("title.contact")}</a>
          </li>
          <li>
            <a href="/selftest">{t("title.selftest")}</a>
          </li>
          <li>
            <Link to="/about">{t("client.title")}</Link>
          </li>
        </ul>
      </section>
      {me?.keeper ? (
        <section className="stack">
          <h2>{t("ways.title")}</h2>
          <p>{t("ways.lead")}</p>
          <Ways />
        </section>
      ) : null}
    </div>
  );
}
