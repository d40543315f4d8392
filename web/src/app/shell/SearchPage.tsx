import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { SearchView } from "@/chat/search/SearchView";
import { useRoom } from "@/chat/live/work";
import { meetingsQuery } from "@/meet/start/meetings.data";
import { meQuery } from "@/yard/me/me.data";

/** The page of the one search: it brings together what the wings find. */
export default function SearchPage() {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const { data: meetings } = useQuery(meetingsQuery);
  const { conversation } = useParams({ strict: false });
  const navigate = useNavigate();
  const room = useRoom();
  if (!me) return null;
  const events = (meetings?.items ?? []).map(({ id, title, number, started_at: at }) => ({ key: id, title: title || t("meet.untitled"), at, href: `/m/${number}` }));
  const open = async (id: string) => {
    await room?.refresh();
    await navigate({ to: "/chats/$conversation", params: { conversation: id } });
  };
  return <SearchView key={conversation ?? "all"} me={me} within={conversation} events={events} onBegun={(id) => void open(id)} />;
}
