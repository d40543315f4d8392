import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Dialog, Note, Waiting } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { MyReports } from "../report/MyReports";
import { PersonFace } from "../people/PersonFace";
import { begin, blocksQuery, type Friend, friendsQuery, useAccept, useBlock, useParting, useUnblock } from "./contacts.data";

type FriendsProps = { onChat: (conversation: string) => void; onAdd: () => void };

export function Friends({ onChat, onAdd }: FriendsProps) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const friends = useQuery(friendsQuery);
  if (friends.isError) return <Note tone="warn" alert>{sayWhy(friends.error)}</Note>;
  if (!friends.data) return <Waiting label={t("common.loading")} />;
  const of = (state: Friend["state"]) => friends.data.filter((one) => one.state === state);
  return (
    <div className="stack">
      {friends.data.length === 0 ? (
        <section className="card stack">
          <p>{t("contacts.none")}</p>
          <Button weight="door" icon="plus" onClick={onAdd}>
            {t("contacts.part_add")}
          </Button>
        </section>
      ) : null}
      <People title={t("contacts.asks")} people={of("asks")} onChat={onChat} />
      <People title={t("contacts.friends")} people={of("friend")} onChat={onChat} />
      <People title={t("contacts.asked")} people={of("asked")} onChat={onChat} />
      <Blocked />
      <MyReports />
    </div>
  );
}

function People({ title, people, onChat }: { title: string; people: readonly Friend[]; onChat: (conversation: string) => void }) {
  if (people.length === 0) return null;
  return (
    <section className="card stack tight" aria-label={title}>
      <h2>{title}</h2>
      <ul className="contact-list">
        {people.map((one) => (
          <One key={one.person} friend={one} onChat={onChat} />
        ))}
      </ul>
    </section>
  );
}

function One({ friend, onChat }: { friend: Friend; onChat: (conversation: string) => void }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const [accept, parting, block] = [useAccept(), useParting(), useBlock()];
  const chat = useMutation({ mutationFn: begin, onSuccess: onChat });
  const [sure, setSure] = useState<"part" | "block">();
  const { person, state } = friend;
  const name = friend.name ?? t("conversation.somebody");
  const failed = [accept, parting, block, chat].find(({ isError }) => isError);
  const done = () => setSure(undefined);
  return (
    <li>
      <PersonFace person={person} name={name} size={40} />
      <span className="contact-name">
        <strong>{name}</strong>
        {friend.external && state === "friend" ? <span className="tag">{t("contacts.external")}</span> : null}
      </span>
      <span className="row wrap">
        {state === "asks" ? (
          <>
            <Button weight="door" busy={accept.isPending} onClick={() => accept.mutate(person)} aria-label={t("contacts.accept_of", { name })}>
              {t("contacts.accept")}
            </Button>
            <Button weight="quiet" busy={parting.isPending} onClick={() => parting.mutate(person)} aria-label={t("contacts.refuse_of", { name })}>
              {t("contacts.refuse")}
            </Button>
          </>
        ) : null}
        {state === "asked" ? (
          <Button weight="quiet" busy={parting.isPending} onClick={() => parting.mutate(person)}>
            {t("contacts.take_back")}
          </Button>
        ) : null}
        {state === "friend" ? (
          <>
            <Button icon="chat" busy={chat.isPending} onClick={() => chat.mutate(person)} aria-label={t("contacts.write_to", { name })}>
              {t("contacts.write")}
            </Button>
            <Button weight="quiet" onClick={() => setSure("part")} aria-label={t("contacts.part_of", { name })}>
              {t("contacts.part")}
            </Button>
          </>
        ) : null}
        {state === "asked" ? null : (
          <Button weight="quiet" onClick={() => setSure("block")} aria-label={t("contacts.block_of", { name })}>
            {t("contacts.block")}
          </Button>
        )}
      </span>
      {failed ? <Note tone="warn" alert>{sayWhy(failed.error)}</Note> : null}
      <Dialog open={sure !== undefined} title={t(sure === "block" ? "contacts.block_of" : "contacts.part_of", { name })} closeLabel={t("common.close")} onClose={done}>
        <div className="stack">
          <p>{t(sure === "block" ? "contacts.block_sure" : "contacts.part_sure")}</p>
          {sure === "block" ? (
            <p className="small">
              <a href="/contact">{t("contacts.report")}</a>
            </p>
          ) : null}
          <div className="row wrap">
            <Button weight="danger" busy={block.isPending || parting.isPending} onClick={() => (sure === "block" ? block : parting).mutate(person, { onSettled: done })}>
              {t(sure === "block" ? "contacts.block" : "contacts.part")}
            </Button>
            <Button weight="quiet" onClick={done}>
              {t("common.cancel")}
            </Button>
          </div>
        </div>
      </Dialog>
    </li>
  );
}

function Blocked() {
  const { t } = useTranslation();
  const blocks = useQuery(blocksQuery);
  const unblock = useUnblock();
  if (!blocks.data?.length) return null;
  return (
    <section className="card stack tight" aria-label={t("contacts.blocked")}>
      <h2>{t("contacts.blocked")}</h2>
      <ul className="contact-list">
        {blocks.data.map(({ person, name }) => (
          <li key={person}>
            <PersonFace person={person} name={name ?? ""} size={40} />
            <span className="contact-name">
              <strong>{name ?? t("conversation.somebody")}</strong>
            </span>
            <Button weight="quiet" busy={unblock.isPending} onClick={() => unblock.mutate(person)}>
              {t("contacts.unblock")}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
