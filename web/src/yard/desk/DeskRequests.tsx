import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Skeleton } from "@/ui/kit/Kit";
import { Icon } from "@/ui/Icon";
import { Button, Note, Select, TextField } from "@/ui/plain";
import { showDay } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { grounds, sayGround, sayKind } from "../rights/say";
import { type DeskRequest, deskRequestsQuery, useAnswerRequest } from "./desk.data";

/** What people ask about their data and wait for, the most urgent first. */
export function DeskRequests() {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const requests = useQuery(deskRequestsQuery);
  const [open, setOpen] = useState("");
  if (requests.isError) return <Note tone="warn">{sayWhy(requests.error)}</Note>;
  if (!requests.data) return <Skeleton active />;
  if (requests.data.items.length === 0) {
    return (
      <div className="empty">
        <Icon name="check" size={32} />
        <p>{t("desk.requests_none")}</p>
      </div>
    );
  }
  return (
    <div className="stack">
      <p className="muted">{t("desk.requests_lead")}</p>
      <ul className="lines">
        {requests.data.items.map((request) => (
          <Waiting key={request.id} request={request} open={open === request.id} onOpen={() => setOpen(open === request.id ? "" : request.id)} />
        ))}
      </ul>
    </div>
  );
}

function Waiting({ request, open, onOpen }: { request: DeskRequest; open: boolean; onOpen: () => void }) {
  const { t, i18n } = useTranslation();
  const day = (at: string) => showDay(at, i18n.language);
  return (
    <li>
      <div className="lines-main">
        <span className="row wrap">
          <strong>{sayKind(request.kind, t)}</strong>
          {request.overdue_at ? <span className="tag warn">{t("rights.overdue")}</span> : null}
        </span>
        {request.name_masked || request.phone_masked ? <span>{[request.name_masked, request.phone_masked].filter(Boolean).join(" · ")}</span> : null}
        {request.words ? <span>{request.words}</span> : null}
        <span className="small muted">
          {t("desk.asked_on", { day: day(request.opened_at) })}
          {request.due_at ? ` · ${t("rights.due", { day: day(request.due_at) })}` : ""}
        </span>
      </div>
      <Button aria-expanded={open} onClick={onOpen}>
        {t("desk.answer")}
      </Button>
      {open ? <Answering request={request} /> : null}
    </li>
  );
}

function Answering({ request }: { request: DeskRequest }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const answer = useAnswerRequest(request.id);
  const [words, setWords] = useState("");
  const [ground, setGround] = useState("");
  const say = (granted: boolean) => answer.mutate({ granted, words, ground: granted ? null : ground || null });
  const choices = [{ value: "", label: t("desk.ground_none") }, ...grounds.map((value) => ({ value, label: sayGround(value, t) }))];
  return (
    <div className="stack answering">
      <TextField label={t("desk.answer_words")} value={words} rows={3} maxLength={2000} onChange={(event) => setWords(event.target.value)} />
      <Select label={t("desk.ground")} value={ground} onChange={setGround} choices={choices} />
      {answer.isError ? <Note tone="warn" alert>{sayWhy(answer.error)}</Note> : null}
      <div className="row wrap">
        <Button weight="door" busy={answer.isPending} onClick={() => say(true)}>
          {t("desk.grant")}
        </Button>
        <Button busy={answer.isPending} disabled={!ground || !words.trim()} onClick={() => say(false)}>
          {t("desk.refuse")}
        </Button>
      </div>
    </div>
  );
}
