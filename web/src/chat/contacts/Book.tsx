import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { PickFile } from "@/ui/PickFile";
import { Button, Note, TextField } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { Found } from "./AddFriend";
import { type Entry, match, readTyped, readVcards } from "./book.model";
import { asked, begin, cardQuery, type Someone, tell, whose } from "./contacts.data";
import { shareCode } from "./share.model";

type Picker = { select(properties: string[], options: { multiple: boolean }): Promise<{ name?: string[]; tel?: string[] }[]> };
const picker = () => (navigator as { contacts?: Picker }).contacts;

type What = "match" | "share";

/** The address book: asked for first, read on this device, compared blind, forgotten. */
export function Book({ onChat }: { onChat: (conversation: string) => void }) {
  const { t } = useTranslation();
  const [what, setWhat] = useState<What>();
  const [agreed, setAgreed] = useState(false);
  const close = () => {
    setWhat(undefined);
    setAgreed(false);
  };
  return (
    <section className="card stack" aria-labelledby="book">
      <h2 id="book">{t("contacts.book")}</h2>
      {what === undefined ? (
        <div className="row wrap">
          <Button onClick={() => setWhat("match")}>{t("contacts.book_match")}</Button>
          <Button onClick={() => setWhat("share")}>{t("contacts.book_share")}</Button>
        </div>
      ) : !agreed ? (
        <div className="stack" role="group" aria-label={t("contacts.book_prompt")}>
          <p>{t(what === "match" ? "contacts.book_prompt_match" : "contacts.book_prompt_share")}</p>
          <div className="row wrap">
            <Button onClick={() => setAgreed(true)}>{t("contacts.book_yes")}</Button>
            <Button onClick={close}>{t("contacts.book_no")}</Button>
          </div>
        </div>
      ) : (
        <Open what={what} onClose={close} onChat={onChat} />
      )}
    </section>
  );
}

function Open({ what, onClose, onChat }: { what: What; onClose: () => void; onChat: (conversation: string) => void }) {
  const { t } = useTranslation();
  const [entries, setEntries] = useState<readonly Entry[]>();
  const [typed, setTyped] = useState("");
  const pick = async () => {
    const chosen = await picker()?.select(["name", "tel"], { multiple: what === "match" });
    const read = chosen?.flatMap(({ name, tel }) => readTyped(tel?.[0] ?? "").map((one) => ({ ...one, name: name?.[0] ?? one.name })));
    if (read) setEntries(read);
  };
  if (entries) return what === "match" ? <Matched entries={entries} onClose={onClose} /> : <Share entries={entries} onClose={onClose} onChat={onChat} />;
  return (
    <div className="stack">
      <div className="row wrap">
        {picker() ? <Button onClick={() => void pick().catch(() => undefined)}>{t("contacts.book_pick")}</Button> : null}
        <PickFile accept=".vcf,text/vcard" onPick={(file) => void file.text().then((text) => setEntries(readVcards(text)))}>
          {t("contacts.book_file")}
        </PickFile>
      </div>
      <TextField label={t("contacts.book_typed")} value={typed} rows={3} onChange={(event) => setTyped(event.target.value)} />
      <div className="row wrap">
        <Button disabled={readTyped(typed).length === 0} onClick={() => setEntries(readTyped(typed))}>
          {t("contacts.book_go")}
        </Button>
        <Button weight="quiet" onClick={onClose}>
          {t("common.cancel")}
        </Button>
      </div>
    </div>
  );
}

async function compare(entries: readonly Entry[]): Promise<Someone[]> {
  const found = await match(entries, asked);
  return found.length > 0 ? await whose(found.map(({ ticket }) => ticket)) : [];
}

function Matched({ entries, onClose }: { entries: readonly Entry[]; onClose: () => void }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const found = useMutation({ mutationFn: compare });
  return (
    <div className="stack">
      <p>{t("contacts.book_read", { count: entries.length })}</p>
      {found.data ? <p role="status">{t(found.data.length > 0 ? "contacts.book_found" : "contacts.book_nobody")}</p> : null}
      {found.data?.map((someone) => <Found key={someone.person} someone={someone} />)}
      {found.isError ? <Note tone="warn" alert>{sayWhy(found.error)}</Note> : null}
      <div className="row wrap">
        {found.data ? null : (
          <Button weight="door" busy={found.isPending} disabled={entries.length === 0} onClick={() => found.mutate(entries)}>
            {t("contacts.book_compare")}
          </Button>
        )}
        <Button weight="quiet" onClick={onClose}>
          {t("contacts.book_close")}
        </Button>
      </div>
    </div>
  );
}

/** One of the book gets one's card; of the others nothing leaves this page. */
function Share({ entries, onClose, onChat }: { entries: readonly Entry[]; onClose: () => void; onChat: (conversation: string) => void }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const card = useQuery(cardQuery);
  const share = useMutation({
    mutationFn: async (entry: Entry) => {
      const [someone] = await compare([entry]);
      if (!someone || !card.data) return undefined;
      const conversation = await begin(someone.person).catch(() => undefined);
      if (!conversation) return { someone };
      await tell(conversation, shareCode({ kind: "person", code: card.data }));
      return { someone, conversation };
    },
    onSuccess: (done) => {
      if (done?.conversation) onChat(done.conversation);
    },
  });
  return (
    <div className="stack">
      <p>{t("contacts.share_choose")}</p>
      <ul className="contact-list" aria-label={t("contacts.share_choose")}>
        {entries.map((entry) => (
          <li key={entry.phone}>
            <strong className="contact-name">{entry.name}</strong>
            <Button busy={share.isPending && share.variables === entry} disabled={!card.data} onClick={() => share.mutate(entry)} aria-label={t("contacts.share_with", { name: entry.name })}>
              {t("contacts.share")}
            </Button>
          </li>
        ))}
      </ul>
      {share.isSuccess && !share.data ? <p role="status">{t("contacts.share_nobody")}</p> : null}
      {share.data && !share.data.conversation ? <Found someone={share.data.someone} /> : null}
      {share.isError ? <Note tone="warn" alert>{sayWhy(share.error)}</Note> : null}
      <div className="row wrap">
        <Button weight="quiet" onClick={onClose}>
          {t("contacts.book_close")}
        </Button>
      </div>
    </div>
  );
}
