import { useQuery } from "@tanstack/react-query";
import { useLocation, useNavigate, useParams } from "@tanstack/react-router";
import { ChatsView } from "@/chat/ChatsView";
import { meQuery } from "@/yard/me/me.data";

export default function ChatsPage() {
  const { data: me } = useQuery(meQuery);
  const { conversation } = useParams({ strict: false });
  const navigate = useNavigate();
  // A message that another page leads to stands behind the `#`.
  const jump = /^m(\d+)$/.exec(useLocation({ select: ({ hash }) => hash }))?.[1];
  if (!me) return null;
  return <ChatsView me={me} at={conversation} jump={jump ? Number(jump) : undefined} onOpen={(id) => void navigate({ to: "/chats/$conversation", params: { conversation: id } })} />;
}
