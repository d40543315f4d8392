import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "@/ui/Icon";
import { App, Dropdown } from "@/ui/kit/Kit";
import { useSayWhy } from "@/ui/words";
import { grantsQuery } from "../grant/grant.data";
import { holdsQuery } from "../hold/hold.data";
import { takeAlong } from "../imported/imported.data";
import { type ChatRoom, type Conversation, isOfMany } from "../live/chats.model";
import { SetKeeping } from "../keeping/SetKeeping";
import { moderates } from "../order/order.model";
import { useTitleOf } from "../people/people.data";
import { leftQuery, setConversation, useLeave } from "./settings.data";

const GrantHistory = lazy(async () => ({ default: (await import("../grant/GrantHistory")).GrantHistory }));
const HoldHistory = lazy(async () => ({ default: (await import("../hold/HoldHistory")).HoldHistory }));

/** What one does with a conversation as a whole. */
export function Menu({ room, conversation, nameOf, onPrograms, onOrder }: { room: ChatRoom; conversation: Conversation; nameOf: (person: string) => string; onPrograms: () => void; onOrder: () => void }) {
  const { t } = useTranslation();
  const { message: tell } = App.useApp();
  const sayWhy = useSayWhy();
  const navigate = useNavigate();
  const titleOf = useTitleOf();
  const { id, muted, top, role, kind } = conversation;
  const runs = isOfMany(conversation) && role === "owner" && conversation.present;
  const { data: left } = useQuery({ ...leftQuery(id), enabled: runs });
  const leave = useLeave(id);
  const { data: grants } = useQuery(grantsQuery(id));
  const { data: holds } = useQuery({ ...holdsQuery(id), enabled: Boolean(conversation.org) });
  const [looking, setLooking] = useState(false);
  const [atHolds, setAtHolds] = useState(false);
  const [keeping, setKeeping] = useState(false);
  const away = async (more: { hidden: boolean } | { unread: boolean }) => {
    await setConversation(room, conversation, more);
    await navigate({ to: "/chats" });
  };
  const acts: Record<string, () => Promise<unknown>> = {
    find: async () => await navigate({ to: "/search/$conversation", params: { conversation: id } }),
    mute: () => setConversation(room, conversation, { muted: !muted }),
    top: () => setConversation(room, conversation, { top: !top }),
    unread: () => away({ unread: true }),
    hide: () => away({ hidden: true }),
    programs: async () => onPrograms(),
    order: async () => onOrder(),
    keeping: async () => setKeeping(true),
    grants: async () => setLooking(true),
    holds: async () => setAtHolds(true),
    along: () => takeAlong(id, titleOf(conversation)),
    all: async () => left && (await leave({ ...left, mention_all: !left.mention_all })),
    pin: async () => left && (await leave({ ...left, pin: !left.pin })),
  };
  const items = [
    { key: "find", label: t("conversation.find_here") },
    { key: "mute", label: t(muted ? "conversation.unmute" : "conversation.mute") },
    { key: "top", label: t(top ? "conversation.untop" : "conversation.top") },
    { key: "unread", label: t("conversation.mark_unread") },
    { key: "hide", label: t("conversation.hide") },
    ...(kind === "group" && conversation.present ? [{ key: "programs", label: t("hooks.title") }] : []),
    ...(moderates(conversation) ? [{ key: "order", label: t("order.title") }] : []),
    ...(grants?.items.length ? [{ key: "grants", label: t("grant.history") }] : []),
    ...(holds?.length ? [{ key: "holds", label: t("hold.history") }] : []),
    ...(conversation.sealed ? [] : [{ key: "along", label: t("imported.along") }]),
    ...(runs && left
      ? [
          { type: "divider" as const },
          { key: "keeping", label: t("keeping.set") },
          ...(kind === "group"
            ? [
                { key: "all", label: t(left.mention_all ? "conversation.all_keep" : "conversation.all_leave") },
                { key: "pin", label: t(left.pin ? "conversation.pin_keep" : "conversation.pin_leave") },
              ]
            : []),
        ]
      : []),
  ];
  return (
    <>
      <SetKeeping conversation={id} open={keeping} onClose={() => setKeeping(false)} />
      {looking ? (
        <Suspense fallback={null}>
          <GrantHistory conversation={id} nameOf={nameOf} open onClose={() => setLooking(false)} />
        </Suspense>
      ) : null}
      {atHolds ? (
        <Suspense fallback={null}>
          <HoldHistory conversation={id} nameOf={nameOf} open onClose={() => setAtHolds(false)} />
        </Suspense>
      ) : null}
      <Dropdown trigger={["click"]} menu={{ items, onClick: ({ key }) => void acts[key]?.().catch((error: unknown) => void tell.warning(sayWhy(error))) }}>
        <button type="button" className="round" aria-haspopup="menu" aria-label={t("conversation.menu")} title={t("conversation.menu")}>
          <Icon name="more" />
        </button>
      </Dropdown>
    </>
  );
}
