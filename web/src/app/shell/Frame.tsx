/** The frame: a narrow rail on a desk, a bar below on a phone; where one stands is at its top. */
import { useQuery } from "@tanstack/react-query";
import { Link, Outlet, useRouterState } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { invitationsQuery } from "@/yard/orgs/orgs.data";
import { UpdateNews } from "@/yard/client/UpdateNews";
import { meQuery } from "@/yard/me/me.data";
import { PolicyNews } from "@/yard/policy/PolicyNews";
import { Icon, type IconName } from "@/ui/Icon";
import { StepUp } from "@/yard/factor/StepUp";
import { Bulletins } from "@/yard/notice/Bulletins";
import { useUnread } from "@/yard/notice/notice.data";
import { Face } from "@/ui/plain";
import { Find } from "./Find";
import { Stand } from "./Stand";

const places = [
  { to: "/home", icon: "home", word: "home" },
  { to: "/orgs", icon: "org", word: "orgs" },
  { to: "/data", icon: "shield", word: "data" },
  { to: "/settings", icon: "settings", word: "settings" },
] as const satisfies readonly { to: string; icon: IconName; word: string }[];

const more = [
  { to: "/notices", word: "notices" },
  { to: "/desk", word: "desk" },
  { to: "/about", word: "about" },
] as const;

export function Frame() {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const { data: invitations } = useQuery(invitationsQuery);
  const waiting = invitations?.items.length ?? 0;
  const unread = useUnread();
  useTitle();
  if (!me) return null;
  return (
    <div className="frame">
      <a className="skip" href="#main">
        {t("common.skip")}
      </a>
      <nav className="rail" aria-label={t("common.places")}>
        <Stand me={me} />
        <ul>
          {places.map(({ to, icon, word }) => (
            <li key={to} className={word === "settings" ? "rail-above" : undefined}>
              <Link to={to} activeProps={{ "aria-current": "page" }} activeOptions={{ exact: to === "/home" }}>
                <Icon name={icon} size={22} />
                <span>{t(`title.${word}`)}</span>
                {word === "orgs" && waiting > 0 ? (
                  <b className="dot" aria-label={t("orgs.waiting", { count: waiting })}>
                    {waiting}
                  </b>
                ) : null}
              </Link>
            </li>
          ))}
          <li className="rail-above">
            <Link to="/notices" activeProps={{ "aria-current": "page" }}>
              <Icon name="bell" size={22} />
              <span>{t("title.notices")}</span>
              {unread > 0 ? (
                <b className="dot" aria-label={t("notices.unread", { count: unread })}>
                  {unread}
                </b>
              ) : null}
            </Link>
          </li>
          {me.keeper || me.inspector ? (
            <li>
              <Link to="/desk" activeProps={{ "aria-current": "page" }}>
                <Icon name="mail" size={22} />
                <span>{t("title.desk")}</span>
              </Link>
            </li>
          ) : null}
          <li className="rail-me">
            <Link to="/me" activeProps={{ "aria-current": "page" }}>
              <Face name={me.name} picture={me.avatar} size={28} />
              <span>{t("title.me")}</span>
            </Link>
          </li>
        </ul>
      </nav>
      <main id="main" className="yard" tabIndex={-1}>
        <Bulletins />
        {me.limited ? <p className="limited">{t("common.limited")}</p> : null}
        <PolicyNews />
        <UpdateNews />
        <Outlet />
      </main>
      <Find />
      <StepUp />
    </div>
  );
}

function useTitle() {
  const { t } = useTranslation();
  const path = useRouterState({ select: (state) => state.location.pathname });
  useEffect(() => {
    const word = [...places, ...more].find(({ to }) => path.startsWith(to))?.word ?? "me";
    document.title = `${t(`title.${word}`)} · ${t("house.name")}`;
  }, [path, t]);
}
