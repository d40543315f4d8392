import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Check, Dialog, Field, Note, Waiting } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { type KeepingOf, keepingQuery, useDays, useKeep } from "./keeping.data";

type SetKeepingProps = { conversation: string; open: boolean; onClose: () => void };

/** The owner of a group has it keep less. */
export function SetKeeping({ conversation, open, onClose }: SetKeepingProps) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const keeping = useQuery({ ...keepingQuery(conversation), enabled: open });
  return (
    <Dialog open={open} title={t("keeping.set")} closeLabel={t("common.close")} onClose={onClose}>
      {keeping.isError ? <Note tone="warn" alert>{sayWhy(keeping.error)}</Note> : null}
      {keeping.data ? <Form conversation={conversation} keeping={keeping.data} onDone={onClose} /> : keeping.isError ? null : <Waiting label={t("conversation.opening")} />}
    </Dialog>
  );
}

const numberOf = (typed: string): number | null => (typed.trim() ? Number(typed) : null);

function Form({ conversation, keeping, onDone }: { conversation: string; keeping: KeepingOf; onDone: () => void }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const days = useDays();
  const keep = useKeep(conversation);
  const [messages, setMessages] = useState(String(keeping.own.messages ?? ""));
  const [files, setFiles] = useState(String(keeping.own.files ?? ""));
  const [relay, setRelay] = useState(keeping.relay);
  const { org } = keeping;
  const isSet = typeof org?.messages === "number" || typeof org?.files === "number";
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        keep.mutate({ message_days: numberOf(messages), file_days: numberOf(files), relay }, { onSuccess: onDone });
      }}
    >
      <p>{t("keeping.lead")}</p>
      {org && isSet ? <Note>{t("keeping.lead_org", { messages: days(org.messages), files: days(org.files) })}</Note> : null}
      <Field type="number" min={1} max={org?.messages ?? undefined} label={t("keeping.messages")} hint={t("keeping.empty")} value={messages} onChange={(event) => setMessages(event.target.value)} />
      <Field type="number" min={1} max={org?.files ?? undefined} label={t("keeping.files")} hint={t("keeping.empty")} value={files} onChange={(event) => setFiles(event.target.value)} />
      <Check checked={relay} onChange={setRelay}>
        {t("keeping.relay")}
      </Check>
      {keep.isError ? <Note tone="warn" alert>{sayWhy(keep.error)}</Note> : null}
      <Button type="submit" weight="door" wide busy={keep.isPending}>
        {t("common.save")}
      </Button>
    </form>
  );
}
