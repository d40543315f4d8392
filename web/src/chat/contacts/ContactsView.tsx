import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Me } from "@/yard/me/me.data";
import { Icon } from "@/ui/Icon";
import { standingQuery } from "../phone/phone.data";
import "../phone/words";
import { AddFriend } from "./AddFriend";
import { Colleagues } from "./Colleagues";
import { Externals } from "./Externals";
import { Friends } from "./Friends";
import { ShareCatch } from "./ShareCatch";
import "./contacts.css";

type ContactsViewProps = { me: Me; onChat: (conversation: string) => void };
type Part = "friends" | "add" | "colleagues" | "external";

/** Whom one knows: friends, colleagues, people outside; and how one comes to know somebody. */
export function ContactsView({ me, onChat }: ContactsViewProps) {
  const { t } = useTranslation();
  const phones = useQuery(standingQuery);
  const [card, setCard] = useState(() => cardOfAddress());
  const [part, setPart] = useState<Part>(card ? "add" : "friends");
  const parts: readonly Part[] = me.orgs.length > 0 ? ["friends", "add", "colleagues", "external"] : ["friends", "add"];
  useEffect(() => {
    // The code of a card is used once, and does not stay in the address.
    if (card) history.replaceState(history.state, "", location.pathname);
  }, [card]);
  return (
    <div className="page narrow contacts">
      <header className="page-head">
        <h1>{t("title.contacts")}</h1>
        {phones.data?.here ? (
          <Link className="button plain" to="/phone">
            <Icon name="phone" />
            <span>{t("phone.title")}</span>
          </Link>
        ) : null}
      </header>
      <ShareCatch
        onCard={(code) => {
          setCard(code);
          setPart("add");
        }}
      />
      <div className="parts" role="group" aria-label={t("contacts.parts")}>
        {parts.map((one) => (
          <button key={one} type="button" aria-pressed={one === part} onClick={() => setPart(one)}>
            {t(`contacts.part_${one}`)}
          </button>
        ))}
      </div>
      {part === "friends" ? <Friends onChat={onChat} onAdd={() => setPart("add")} /> : null}
      {part === "add" ? <AddFriend key={card} card={card} onChat={onChat} /> : null}
      {part === "colleagues" ? <Colleagues me={me} onChat={onChat} /> : null}
      {part === "external" ? <Externals me={me} onChat={onChat} /> : null}
    </div>
  );
}

const cardOfAddress = () => /^#card=([0-9A-Za-z]{16})$/.exec(location.hash)?.[1]?.toUpperCase();
