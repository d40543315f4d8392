import { useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { copyText } from "@/ui/copy";
import { Button, Check, Field, Note } from "@/ui/plain";
import { Qr } from "@/ui/Qr";
import { useSayWhy } from "@/ui/words";
import { useChats } from "../live/work";
import { PersonFace } from "../people/PersonFace";
import { Book } from "./Book";
import { cardQuery, choicesQuery, type Someone, useAsk, useChoose, useFind, useLookAtCard, useNearby, useRenewCard } from "./contacts.data";
import { Scan } from "./Scan";
import { cardIn, cardLink, shareCode } from "./share.model";

type AddFriendProps = { card: string | undefined; onChat: (conversation: string) => void };

/** The ways to one another: card, number, face to face, address book. */
export function AddFriend({ card, onChat }: AddFriendProps) {
  return (
    <div className="stack">
      <ByCard given={card} />
      <MyCard />
      <ByNumber />
      <Nearby onChat={onChat} />
      <Book onChat={onChat} />
    </div>
  );
}

/** Somebody who was found, and the question to him. */
export function Found({ someone, card }: { someone: Someone; card?: string | undefined }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const ask = useAsk();
  const name = someone.name ?? t("conversation.somebody");
  return (
    <div className="contact-found" role="status">
      <PersonFace person={someone.person} name={name} size={44} />
      <strong className="contact-name">{name}</strong>
      {ask.isSuccess ? (
        <span className="muted">{t("contacts.asked_now")}</span>
      ) : (
        <Button weight="door" busy={ask.isPending} onClick={() => ask.mutate(card ? { card } : { person: someone.person })}>
          {t("contacts.ask")}
        </Button>
      )}
      {ask.isError ? <Note tone="warn" alert>{sayWhy(ask.error)}</Note> : null}
    </div>
  );
}

function ByCard({ given }: { given: string | undefined }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const look = useLookAtCard();
  const [text, setText] = useState("");
  const [isScanning, setScanning] = useState(false);
  const code = cardIn(text);
  const { mutate } = look;
  useEffect(() => {
    if (given) mutate(given);
  }, [given, mutate]);
  const scanned = useCallback(
    (read: string) => {
      setScanning(false);
      const found = cardIn(read);
      if (found) mutate(found);
      else setText(read.slice(0, 200));
    },
    [mutate],
  );
  return (
    <section className="card stack" aria-labelledby="by-card">
      <h2 id="by-card">{t("contacts.by_card")}</h2>
      <form
        className="row wrap contact-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (code) look.mutate(code);
        }}
      >
        <Field label={t("contacts.card_text")} value={text} autoComplete="off" onChange={(event) => setText(event.target.value)} mistake={text && !code ? t("contacts.card_none") : undefined} />
        <Button type="submit" disabled={!code} busy={look.isPending}>
          {t("contacts.look")}
        </Button>
        <Button icon="qr" onClick={() => setScanning(true)}>
          {t("contacts.scan")}
        </Button>
      </form>
      {isScanning ? (
        <Scan onClose={() => setScanning(false)} onText={scanned} />
      ) : null}
      {look.isError ? <Note tone="warn" alert>{sayWhy(look.error)}</Note> : null}
      {look.data ? <Found key={look.data.person} someone={look.data} card={look.variables} /> : null}
    </section>
  );
}

function MyCard() {
  const { t } = useTranslation();
  const card = useQuery(cardQuery);
  const renew = useRenewCard();
  const [copied, setCopied] = useState(false);
  const code = card.data;
  return (
    <section className="card stack" aria-labelledby="my-card">
      <h2 id="my-card">{t("contacts.my_card")}</h2>
      <p className="muted">{t("contacts.my_card_lead")}</p>
      {code ? (
        <div className="my-card">
          <Qr text={cardLink(location.origin, code)} label={t("contacts.my_card")} size={176} />
          <div className="stack tight">
            <output className="card-code">{code.replace(/(.{4})(?=.)/g, "$1 ")}</output>
            <Button icon="copy" onClick={() => void copyText(shareCode({ kind: "person", code })).then(setCopied)}>
              {t(copied ? "contacts.copied" : "contacts.copy_share")}
            </Button>
            <Button weight="quiet" busy={renew.isPending} onClick={() => renew.mutate(undefined)}>
              {t("contacts.renew")}
            </Button>
          </div>
        </div>
      ) : null}
    </section>
  );
}

function ByNumber() {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const [choices, choose, find] = [useQuery(choicesQuery), useChoose(), useFind()];
  const [phone, setPhone] = useState("");
  return (
    <section className="card stack" aria-labelledby="by-number">
      <h2 id="by-number">{t("contacts.by_number")}</h2>
      <form
        className="row wrap contact-form"
        onSubmit={(event) => {
          event.preventDefault();
          find.mutate(phone);
        }}
      >
        <Field label={t("contacts.number")} type="tel" inputMode="tel" value={phone} autoComplete="off" onChange={(event) => setPhone(event.target.value)} hint={t("contacts.number_hint")} />
        <Button type="submit" disabled={!phone.trim()} busy={find.isPending}>
          {t("contacts.look")}
        </Button>
      </form>
      {find.isError ? <Note tone="warn" alert>{sayWhy(find.error)}</Note> : null}
      {find.data ? <Found key={find.data.person} someone={find.data} /> : null}
      <Check checked={choices.data?.by_phone ?? false} disabled={!choices.data || choose.isPending} onChange={(by_phone) => choose.mutate(by_phone)}>
        {t("contacts.findable")}
      </Check>
      {choose.isError ? <Note tone="warn" alert>{sayWhy(choose.error)}</Note> : null}
    </section>
  );
}

function Nearby({ onChat }: { onChat: (conversation: string) => void }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const enter = useNearby();
  const [code, setCode] = useState("");
  const chats = useChats();
  const [known, setKnown] = useState<ReadonlySet<string>>();
  // Whoever typed first hears of the group as of any other: it is new in the list.
  const begun = enter.data?.conversation ?? (known && chats.conversations.find(({ id, kind }) => kind === "group" && !known.has(id))?.id);
  useEffect(() => {
    if (begun) onChat(begun);
  }, [begun, onChat]);
  return (
    <section className="card stack" aria-labelledby="nearby">
      <h2 id="nearby">{t("contacts.nearby")}</h2>
      <p className="muted">{t("contacts.nearby_lead")}</p>
      <form
        className="row wrap contact-form"
        onSubmit={(event) => {
          event.preventDefault();
          setKnown(new Set(chats.conversations.map(({ id }) => id)));
          enter.mutate(code);
        }}
      >
        <Field label={t("contacts.nearby_code")} value={code} inputMode="numeric" maxLength={4} autoComplete="off" onChange={(event) => setCode(event.target.value.replace(/\D/g, ""))} />
        <Button type="submit" disabled={code.length !== 4} busy={enter.isPending}>
          {t("contacts.nearby_enter")}
        </Button>
      </form>
      {enter.isError ? <Note tone="warn" alert>{sayWhy(enter.error)}</Note> : null}
      {enter.data && !begun ? <p role="status">{t("contacts.nearby_waits")}</p> : null}
      <p className="small muted">{t("contacts.nearby_honest")}</p>
    </section>
  );
}
