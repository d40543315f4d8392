import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Field, Note, Select, TextField } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { useFollowUp, useRecord } from "./desk.data";

const channels = ["phone", "mail", "letter"] as const;
const kinds = ["feedback", "question", "privacy", "security"] as const;

/** A call, an e-mail or a letter becomes a ticket. */
export function RecordTicket() {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const record = useRecord();
  const [channel, setChannel] = useState<(typeof channels)[number]>("phone");
  const [kind, setKind] = useState<(typeof kinds)[number]>("question");
  const [text, setText] = useState("");
  const [contact, setContact] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    record.mutate({ channel, kind, text, contact: contact || null }, { onSuccess: () => setText("") });
  };
  return (
    <details>
      <summary>{t("desk.record")}</summary>
      <form className="stack" onSubmit={submit}>
        <Select
          label={t("desk.record_channel")}
          value={channel}
          onChange={(value) => setChannel(channels.find((one) => one === value) ?? "phone")}
          choices={channels.map((one) => ({ value: one, label: t(`thread.way_${one}`) }))}
        />
        <Select
          label={t("contact.kind")}
          value={kind}
          onChange={(value) => setKind(kinds.find((one) => one === value) ?? "question")}
          choices={kinds.map((one) => ({ value: one, label: t(`contact.kind_${one}`) }))}
        />
        <TextField label={t("desk.record_text")} value={text} maxLength={4000} required onChange={(event) => setText(event.target.value)} />
        <Field label={t("contact.how")} value={contact} maxLength={200} onChange={(event) => setContact(event.target.value)} />
        {record.isError ? <Note tone="warn" alert>{sayWhy(record.error)}</Note> : null}
        {record.data ? <Note tone="good" alert>{t("desk.recorded", { number: record.data.number })}</Note> : null}
        <div className="row">
          <Button type="submit" busy={record.isPending}>
            {t("desk.record_go")}
          </Button>
        </div>
      </form>
    </details>
  );
}

/** What was said when the house asked how somebody fares. */
export function FollowUp() {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const file = useFollowUp();
  const [phone, setPhone] = useState("");
  const [text, setText] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    file.mutate({ phone, channel: "phone", text }, { onSuccess: () => setText("") });
  };
  return (
    <details>
      <summary>{t("desk.follow_up")}</summary>
      <form className="stack" onSubmit={submit}>
        <p className="muted">{t("desk.follow_up_lead")}</p>
        <Field label={t("desk.follow_up_phone")} type="tel" value={phone} required onChange={(event) => setPhone(event.target.value)} />
        <TextField label={t("desk.follow_up_text")} value={text} maxLength={4000} required onChange={(event) => setText(event.target.value)} />
        {file.isError ? <Note tone="warn" alert>{sayWhy(file.error)}</Note> : null}
        {file.data ? <Note tone="good" alert>{t("desk.recorded", { number: file.data.number })}</Note> : null}
        <div className="row">
          <Button type="submit" busy={file.isPending}>
            {t("desk.follow_up_go")}
          </Button>
        </div>
      </form>
    </details>
  );
}
