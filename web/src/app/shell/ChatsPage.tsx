import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { ChatsView } from "@/chat/ChatsView";
import { meQuery } from "@/yard/me/me.data";

export default function ChatsPage() {
  const { data: me } = useQuery(meQuery);
  const { conversation } = useParams({ strict: false });
  const navigate = useNavigate();
  if (!me) return null;
  return <ChatsView me={me} at={conversation} onOpen={(id) => void navigate({ to: "/chats/$conversation", params: { conversation: id } })} />;
}
