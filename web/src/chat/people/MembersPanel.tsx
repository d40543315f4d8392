import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Me } from "@/yard/me/me.data";
import { Drawer } from "@/ui/kit/Kit";
import { Button, Note, Waiting } from "@/ui/plain";
import { showRecent } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import type { Conversation } from "../live/chats.model";
import { useRoom } from "../live/work";
import { MemberActs } from "../order/MemberActs";
import { moderates, outranks } from "../order/order.model";
import { FaceThere } from "../status/Presence";
import { type Member, membersQuery, type Reachable, useChangeMembers } from "./people.data";
import { PickPeople } from "./PickPeople";

type MembersPanelProps = { me: Me; conversation: Conversation; since: number; open: boolean; onClose: () => void };

/** Who is in a group; those who keep order let people in, silence them and put them out; everybody may go. */
export function MembersPanel({ me, conversation, since, open, onClose }: MembersPanelProps) {
  const { t } = useTranslation();
  return (
    <Drawer open={open} onClose={onClose} title={t(conversation.kind === "channel" ? "channel.editors" : "conversation.members")} size={360} destroyOnHidden rootClassName="members-drawer">
      <People me={me} conversation={conversation} since={since} onClose={onClose} />
    </Drawer>
  );
}

type Sure = { kind: "remove"; member: Member } | { kind: "leave" } | { kind: "add" };

function People({ me, conversation, since, onClose }: Omit<MembersPanelProps, "open">) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const members = useQuery(membersQuery(conversation.id, since));
  const change = useChangeMembers(conversation.id);
  const [sure, setSure] = useState<Sure>();
  const room = useRoom();
  const [chosen, setChosen] = useState<readonly Reachable[]>([]);
  const present = members.data?.filter((one) => one.present) ?? [];
  const isOwner = conversation.role === "owner" && conversation.present;
  // In a channel the owner names editors among all of the organisation; who is in it is nobody's to say.
  const isChannel = conversation.kind === "channel";
  const mayAdd = conversation.present && (isChannel ? isOwner : moderates(conversation) || conversation.open);
  const addLabel = t(isChannel ? "channel.name_editor" : "conversation.add");
  const done = () => {
    void room?.refresh();
    setSure(undefined);
    setChosen([]);
  };
  if (members.isError) return <Note tone="warn" alert>{sayWhy(members.error)}</Note>;
  if (!members.data) return <Waiting label={t("conversation.opening")} />;
  const mistake = change.isError ? <Note tone="warn" alert>{sayWhy(change.error)}</Note> : null;

  if (sure?.kind === "add")
    return (
      <div className="stack">
        <PickPeople me={me} chosen={chosen} onChange={setChosen} without={new Set(present.map(({ person }) => person))} />
        {mistake}
        <div className="row wrap">
          <Button weight="door" disabled={chosen.length === 0} busy={change.isPending} onClick={() => change.mutate({ [isChannel ? "edit" : "add"]: chosen.map(({ person }) => person) }, { onSuccess: done })}>
            {addLabel}
          </Button>
          <Button weight="quiet" onClick={done}>
            {t("common.cancel")}
          </Button>
        </div>
      </div>
    );
  return (
    <div className="stack">
      <p className="small muted">{isChannel ? t("channel.lead") : t("conversation.people", { count: present.length })}</p>
      {mayAdd ? (
        <Button icon="plus" onClick={() => setSure({ kind: "add" })}>
          {addLabel}
        </Button>
      ) : null}
      <ul className="member-list">
        {present.map((member) => {
          const { person, role } = member;
          const below = moderates(conversation) && outranks(conversation.role, role);
          const name = person === me.id ? me.name : (member.name ?? t("conversation.somebody"));
          return (
            <li key={person}>
              <FaceThere person={person} name={name} size={36} hidden={isChannel} />
              <span className="member-name">
                {name}
                {person === me.id ? <span className="tag">{t("conversation.you")}</span> : null}
                {role === "owner" ? <span className="tag">{t(isChannel ? "channel.owner" : "conversation.owner")}</span> : null}
                {role === "moderator" ? <span className="tag">{t(isChannel ? "channel.editor" : "order.moderator")}</span> : null}
                {member.silenced_until ? <span className="tag warn">{t("order.silent_until", { at: showRecent(member.silenced_until, i18n.language) })}</span> : null}
              </span>
              {below ? <MemberActs conversation={conversation.id} member={member} name={name} isOwner={isOwner} /> : null}
              {below && !isChannel && !(sure?.kind === "remove" && sure.member.person === person) ? (
                <Button weight="quiet" aria-label={t("conversation.remove_of", { name })} onClick={() => setSure({ kind: "remove", member })}>
                  {t("conversation.remove")}
                </Button>
              ) : null}
              {sure?.kind === "remove" && sure.member.person === person ? (
                <Ask
                  text={t("conversation.remove_sure", { name })}
                  go={t("conversation.remove")}
                  busy={change.isPending}
                  onGo={() => change.mutate({ remove: [person] }, { onSuccess: done })}
                  onCancel={done}
                />
              ) : null}
            </li>
          );
        })}
      </ul>
      {mistake}
      {!conversation.present || isChannel ? null : sure?.kind === "leave" ? (
        <Ask
          text={t(isOwner && present.length > 1 ? "conversation.leave_sure_owner" : "conversation.leave_sure")}
          go={t("conversation.leave")}
          busy={change.isPending}
          onGo={() => change.mutate({ remove: [me.id] }, { onSuccess: () => void (done(), onClose()) })}
          onCancel={done}
        />
      ) : (
        <Button weight="danger" icon="leave" onClick={() => setSure({ kind: "leave" })}>
          {t("conversation.leave")}
        </Button>
      )}
    </div>
  );
}

type AskProps = { text: string; go: string; busy: boolean; onGo: () => void; onCancel: () => void };

function Ask({ text, go, busy, onGo, onCancel }: AskProps) {
  const { t } = useTranslation();
  return (
    <div className="member-ask" role="group" aria-label={text}>
      <p>{text}</p>
      <div className="row wrap">
        <Button weight="danger" busy={busy} onClick={onGo} autoFocus>
          {go}
        </Button>
        <Button weight="quiet" onClick={onCancel}>
          {t("common.cancel")}
        </Button>
      </div>
    </div>
  );
}
