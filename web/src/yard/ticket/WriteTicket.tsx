import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Field, Note, Select, TextField } from "@/ui/plain";
import { showDay } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { type TicketKind, useLookTicket, useWriteTicket } from "./ticket.data";
import { Messages } from "./Messages";

/** What one writes; a follow-up is the house's. */
const kinds: readonly Exclude<TicketKind, "follow_up" | "report">[] = ["feedback", "question", "privacy", "security"];

/** For everyone, with an account or without. */
export function WriteTicket({ signedIn }: { signedIn: boolean }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const write = useWriteTicket(signedIn);
  const [kind, setKind] = useState<(typeof kinds)[number]>("feedback");
  const [text, setText] = useState("");
  const [contact, setContact] = useState("");
  const send = (event: FormEvent) => {
    event.preventDefault();
    write.mutate({ kind, text, contact: contact || null }, { onSuccess: () => setText("") });
  };
  return (
    <form className="card stack" onSubmit={send}>
      <Select
        label={t("contact.kind")}
        value={kind}
        onChange={(value) => setKind(kinds.find((one) => one === value) ?? "feedback")}
        choices={kinds.map((one) => ({ value: one, label: t(`contact.kind_${one}`) }))}
      />
      <TextField label={t("contact.text")} value={text} maxLength={4000} required onChange={(event) => setText(event.target.value)} />
      <Field label={t("contact.how")} value={contact} maxLength={200} onChange={(event) => setContact(event.target.value)} />
      <Button type="submit" weight="door" icon="send" busy={write.isPending}>
        {t("contact.send")}
      </Button>
      {write.isError ? <Note tone="warn" alert>{sayWhy(write.error)}</Note> : null}
      {write.data ? (
        <Note tone="good" alert>
          <p>{t("contact.made", { number: write.data.number, due: showDay(write.data.due_at, i18n.language) })}</p>
          {write.data.code ? <p>{t("contact.code", { code: write.data.code })}</p> : null}
        </Note>
      ) : null}
    </form>
  );
}

/** Number and code open the answer. */
export function LookTicket() {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const look = useLookTicket();
  const [number, setNumber] = useState("");
  const [code, setCode] = useState("");
  return (
    <section className="card stack" aria-labelledby="look-title">
      <h2 id="look-title">{t("contact.look_title")}</h2>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          look.mutate({ number: number.trim(), code: code.trim() });
        }}
      >
        <Field label={t("contact.number")} value={number} inputMode="numeric" required onChange={(event) => setNumber(event.target.value)} />
        <Field label={t("contact.look_code")} value={code} autoComplete="off" required onChange={(event) => setCode(event.target.value)} />
        <Button type="submit" busy={look.isPending}>
          {t("contact.look")}
        </Button>
      </form>
      {look.isError ? <Note tone="warn" alert>{sayWhy(look.error)}</Note> : null}
      {look.data ? <Messages ticket={look.data} at="outside" /> : null}
    </section>
  );
}
