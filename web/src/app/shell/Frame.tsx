/** The frame: a narrow rail on a desk, a bar below on a phone; where one stands is at its top. */
import { useQuery } from "@tanstack/react-query";
import { Link, Outlet, useNavigate, useRouterState } from "@tanstack/react-router";
import { lazy, Suspense, useCallback, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { mentionsMe, type News, unreadOfAll } from "@/chat/live/chats.model";
import { badge, notify } from "@/chat/live/notify";
import { useChats, useWork } from "@/chat/live/work";
import { useTitleOf } from "@/chat/people/people.data";
import { useSaySticker } from "@/chat/sticker/say";
import { plainOf } from "@/chat/text/marked.model";
import { houseQuery } from "@/yard/house/house.data";
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

const Doors = lazy(async () => ({ default: (await import("./Doors")).Doors }));
const Knocks = lazy(async () => ({ default: (await import("./Knocks")).Knocks }));
const Docks = lazy(async () => ({ default: (await import("@/chat/Docks")).Docks }));

const places = [
  { to: "/home", icon: "home", word: "home" },
  { to: "/chats", icon: "chat", word: "chats" },
  { to: "/calendar", icon: "calendar", word: "calendar" },
  { to: "/orgs", icon: "org", word: "orgs" },
  { to: "/data", icon: "shield", word: "data" },
  { to: "/settings", icon: "settings", word: "settings" },
] as const satisfies readonly { to: string; icon: IconName; word: string }[];

const more = [
  { to: "/search", word: "search" },
  { to: "/notices", word: "notices" },
  { to: "/desk", word: "desk" },
  { to: "/contacts", word: "contacts" },
  { to: "/homes", word: "homes" },
  { to: "/approvals", word: "approvals" },
  { to: "/phone", word: "contacts" },
  { to: "/urgent", word: "chats" },
  { to: "/about", word: "about" },
] as const;

/**
 * On a phone the bar below holds five: settings stand above; where there would be more one's data are reached from "me", and the
 * calendar from the first page.
 */
const onPhone = (word: string, below: number): string | undefined =>
  word === "settings" ? "rail-above" : (word === "data" && below > 5) || (word === "calendar" && below > 6) ? "wide-only" : undefined;

export function Frame() {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const { data: invitations } = useQuery(invitationsQuery);
  const waiting = invitations?.items.length ?? 0;
  const unread = useUnread();
  const chats = useConversations(me?.id);
  const path = useRouterState({ select: (state) => state.location.pathname });
  useTitle(path, chats.unread);
  if (!me) return null;
  const runs = me.keeper || me.inspector;
  const isThread = path.startsWith("/chats/");
  const there = places.filter(({ word }) => (chats.open || word !== "chats") && (chats.office || word !== "calendar"));
  // Settings stand above, oneself and the desk below.
  const below = there.length + (runs ? 1 : 0);
  return (
    <div className={`frame ${path.startsWith("/chats") ? "chatting" : ""} ${isThread ? "in-thread" : ""}`}>
      <a className="skip" href="#main">
        {t("common.skip")}
      </a>
      <nav className="rail" aria-label={t("common.places")}>
        <Stand me={me} />
        <ul>
          {there.map(({ to, icon, word }) => (
            <li key={to} className={onPhone(word, below)}>
              <Link to={to} activeProps={{ "aria-current": "page" }} activeOptions={{ exact: to === "/home" }}>
                <Icon name={icon} size={22} />
                <span>{t(`title.${word}`)}</span>
                {word === "orgs" && waiting > 0 ? (
                  <b className="dot" aria-label={t("orgs.waiting", { count: waiting })}>
                    {waiting}
                  </b>
                ) : null}
                {word === "chats" && chats.unread > 0 ? (
                  <b className="dot" aria-label={t("conversation.unread", { count: chats.unread })}>
                    {chats.unread > 99 ? "99+" : chats.unread}
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
          {runs ? (
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
      {chats.open && !me.limited ? (
        <Suspense fallback={null}>
          <Docks me={me} />
          {chats.doors ? <Doors /> : null}
          {chats.doors ? <Knocks /> : null}
        </Suspense>
      ) : null}
    </div>
  );
}

/** The conversations stay open while the frame does, on whatever page one is. */
function useConversations(me: string | undefined): { open: boolean; doors: boolean; office: boolean; unread: number } {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const titleOf = useTitleOf();
  const saySticker = useSaySticker();
  const { data: house } = useQuery(houseQuery);
  const open = house?.wings.includes("chat") ?? false;
  const tell = useCallback(
    ({ conversation, event }: News) => {
      if (conversation.muted && !(me && mentionsMe(event, me))) return;
      const title = conversation.kind !== "direct" || conversation.with_name ? titleOf(conversation) : t("title.chats");
      notify(title, plainOf(event.text ?? "") || saySticker(event.card) || t(conversation.sealed ? "conversation.sealed_line" : "conversation.sent_files"), conversation.id, () => void navigate({ to: "/chats/$conversation", params: { conversation: conversation.id } }));
    },
    [titleOf, saySticker, t, navigate, me],
  );
  useWork(open ? me : undefined, tell);
  const chats = useChats();
  const unread = me ? unreadOfAll(chats, me) : 0;
  useEffect(() => badge(unread), [unread]);
  return { open, doors: house?.wings.includes("community") ?? false, office: house?.wings.includes("office") ?? false, unread };
}

function useTitle(path: string, unread: number) {
  const { t } = useTranslation();
  const titleOf = useTitleOf();
  const at = /^\/chats\/([^/]+)/.exec(path)?.[1];
  const conversation = useChats().conversations.find(({ id }) => id === at);
  const word = [...places, ...more].find(({ to }) => path.startsWith(to))?.word ?? "me";
  const name = conversation ? titleOf(conversation) : t(`title.${word}`);
  useEffect(() => {
    document.title = `${unread > 0 ? `(${unread}) ` : ""}${name} · ${t("house.name")}`;
  }, [name, unread, t]);
}
