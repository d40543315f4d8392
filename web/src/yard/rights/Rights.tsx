import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Skeleton } from "@/ui/kit/Kit";
import { Button, Dialog, Field, Note, Select } from "@/ui/plain";
import { showDay, showInstant } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { MyCases } from "../disclosure/MyCases";
import { Prove } from "../identity/Prove";
import { HouseKey, MoveIn } from "../moving/MoveIn";
import { saveFile } from "./file";
import { NumberAppeal } from "./NumberAppeal";
import { sayGround, sayKind } from "./say";
import { type MyRequest, requestsQuery, restrictionQuery, useArchive, useAsk, useRestrict, useTakeBack } from "./rights.data";

const KINDS = ["correct", "delete", "copy", "explain", "complain"] as const;

/** What I can ask for: everything along, a restriction, and requests with their deadlines. */
export function Rights() {
  return (
    <div className="stack">
      <TakeAlong />
      <MoveIn />
      <Restriction />
      <NumberAppeal />
      <Requests />
      <MyCases />
    </div>
  );
}

function TakeAlong() {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const [open, setOpen] = useState(false);
  const archive = useArchive();
  const take = (proof: Parameters<typeof archive.mutate>[0]) =>
    archive.mutate(proof, {
      onSuccess: (made) => {
        saveFile("courtyard-archive.json", JSON.stringify(made, null, 2));
        setOpen(false);
      },
    });
  return (
    <section className="stack tight" aria-labelledby="archive-title">
      <h3 id="archive-title">{t("rights.archive")}</h3>
      <p className="muted">{t("rights.archive_lead")}</p>
      <div className="row">
        <Button onClick={() => setOpen(true)}>{t("rights.archive_go")}</Button>
      </div>
      <HouseKey />
      <Dialog open={open} title={t("rights.archive")} closeLabel={t("common.close")} onClose={() => setOpen(false)}>
        {archive.isError ? <Note tone="warn" alert>{sayWhy(archive.error)}</Note> : null}
        <Prove go={t("rights.archive_go")} busy={archive.isPending} onProof={take} />
      </Dialog>
    </section>
  );
}

function Restriction() {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const restriction = useQuery(restrictionQuery);
  const change = useRestrict();
  const since = restriction.data?.since;
  return (
    <section className="stack tight" aria-labelledby="restriction-title">
      <h3 id="restriction-title">{t("rights.restrict")}</h3>
      <p className="muted">{since ? t("rights.restricted_since", { at: showInstant(since, i18n.language) }) : t("rights.restrict_lead")}</p>
      {change.isError ? <Note tone="warn" alert>{sayWhy(change.error)}</Note> : null}
      <div className="row">
        <Button busy={change.isPending || restriction.isPending} onClick={() => change.mutate(!since)}>
          {since ? t("rights.unrestrict") : t("rights.restrict")}
        </Button>
      </div>
    </section>
  );
}

function Requests() {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const [open, setOpen] = useState(false);
  const requests = useQuery(requestsQuery);
  return (
    <section className="stack tight" aria-labelledby="requests-title">
      <h3 id="requests-title">{t("rights.requests")}</h3>
      <p className="muted">{t("rights.requests_lead")}</p>
      {requests.isError ? <Note tone="warn" alert>{sayWhy(requests.error)}</Note> : null}
      {requests.isPending ? <Skeleton active /> : null}
      <ul className="lines">
        {requests.data?.items.map((request) => <Line key={request.id} request={request} />)}
      </ul>
      <div className="row">
        <Button onClick={() => setOpen(true)}>{t("rights.ask")}</Button>
      </div>
      <Dialog open={open} title={t("rights.ask")} closeLabel={t("common.close")} onClose={() => setOpen(false)}>
        <Asking onDone={() => setOpen(false)} />
      </Dialog>
    </section>
  );
}

function Line({ request }: { request: MyRequest }) {
  const { t, i18n } = useTranslation();
  const takeBack = useTakeBack();
  return (
    <li>
      <div className="lines-main">
        <span className="row wrap">
          <strong>{sayKind(request.kind, t)}</strong>
          {request.overdue_at && !request.answered_at ? <span className="tag warn">{t("rights.overdue")}</span> : null}
        </span>
        {request.words ? <span>{request.words}</span> : null}
        <span className="small muted">
          {request.outcome
            ? t(request.outcome === "granted" ? "rights.granted" : "rights.refused")
            : request.due_at
              ? t("rights.due", { day: showDay(request.due_at, i18n.language) })
              : t("rights.unproved")}
        </span>
        {request.ground ? <span>{sayGround(request.ground, t)}</span> : null}
        {request.answer ? <span>{request.answer}</span> : null}
        {request.complain_to ? <span className="small">{t("rights.complain_to", { to: request.complain_to })}</span> : null}
      </div>
      <Button busy={takeBack.isPending} onClick={() => takeBack.mutate(request.id)}>
        {t("rights.take_back")}
      </Button>
    </li>
  );
}

function Asking({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const ask = useAsk();
  const [kind, setKind] = useState<string>("correct");
  const [words, setWords] = useState("");
  return (
    <div className="stack">
      <Select label={t("rights.kind")} value={kind} onChange={setKind} choices={KINDS.map((value) => ({ value, label: sayKind(value, t) }))} />
      <Field label={t("rights.words")} value={words} maxLength={2000} onChange={(event) => setWords(event.target.value)} />
      {ask.isError ? <Note tone="warn" alert>{sayWhy(ask.error)}</Note> : null}
      <Prove go={t("rights.ask_go")} busy={ask.isPending} onProof={(proof) => ask.mutate({ kind, words, proof }, { onSuccess: onDone })} />
    </div>
  );
}
