/** The frame of the open pages: the mark above, the promises below. */
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "@/ui/Icon";
import { changeLooks, useDark } from "@/ui/looks";
import { Mark } from "@/ui/Mark";
import { Bulletins } from "@/yard/notice/Bulletins";
import { chooseLanguage } from "../words/words";
import { Go } from "./Go";

type SheetProps = { children: ReactNode; width?: "narrow" | "text" | "wide" };

export function Sheet({ children, width = "narrow" }: SheetProps) {
  const { t } = useTranslation();
  return (
    <>
      <a className="skip" href="#main">
        {t("common.skip")}
      </a>
      <header className="sheet-head">
        <Go to="/" className="sheet-mark">
          <Mark />
          <span>{t("house.name")}</span>
        </Go>
        <Switches />
      </header>
      <Bulletins />
      <main id="main" className={`sheet ${width}`} tabIndex={-1}>
        {children}
      </main>
      <footer className="sheet-foot small">
        <Go to="/policy">{t("title.policy")}</Go>
        <Go to="/policy/collection">{t("title.collection")}</Go>
        <Go to="/contact">{t("title.contact")}</Go>
        <Go to="/selftest">{t("title.selftest")}</Go>
      </footer>
    </>
  );
}

function Switches() {
  const { t, i18n } = useTranslation();
  const dark = useDark();
  const other = i18n.language === "en" ? "zh-CN" : "en";
  return (
    <div className="row">
      <button type="button" className="button quiet" lang={other} onClick={() => void chooseLanguage(other)}>
        <Icon name="language" />
        <span>{other === "en" ? "English" : "中文"}</span>
      </button>
      <button
        type="button"
        className="round"
        aria-label={t("settings.dark")}
        aria-pressed={dark}
        onClick={() => changeLooks({ theme: dark ? "light" : "dark" })}
      >
        <Icon name="sun" />
      </button>
    </div>
  );
}
