import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useCallback } from "react";
import { ContactsView } from "@/chat/contacts/ContactsView";
import { meQuery } from "@/yard/me/me.data";

export default function ContactsPage() {
  const { data: me } = useQuery(meQuery);
  const navigate = useNavigate();
  const chat = useCallback((conversation: string) => void navigate({ to: "/chats/$conversation", params: { conversation } }), [navigate]);
  return me ? <ContactsView me={me} onChat={chat} /> : null;
}
