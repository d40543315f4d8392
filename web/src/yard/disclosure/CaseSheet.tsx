import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { inBase64 } from "@/api/base64";
import { Skeleton } from "@/ui/kit/Kit";
import { PickFile } from "@/ui/PickFile";
import { Button, Note, TextField } from "@/ui/plain";
import { showInstant } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { saveFile } from "../rights/file";
import { type Case, caseQuery, groundsQuery, useCase } from "./disclosure.data";
import { CorrectName, DropCase } from "./CaseParts";
import { sayCase, sayCaseState, sayField } from "./say";

/** A case: what it says, its papers, and the one step that comes next. */
export function CaseSheet({ id, onBack }: { id: string; onBack: () => void }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const found = useQuery(caseQuery(id));
  return (
    <div className="stack">
      <div className="row">
        <Button onClick={onBack}>{t("disclosure.back")}</Button>
      </div>
      {found.isError ? <Note tone="warn">{sayWhy(found.error)}</Note> : null}
      {found.isPending ? <Skeleton active /> : null}
      {found.data ? (
        <>
          <Said one={found.data} />
          <Steps one={found.data} />
        </>
      ) : null}
    </div>
  );
}

function Said({ one }: { one: Case }) {
  const { t, i18n } = useTranslation();
  const grounds = useQuery(groundsQuery(i18n.language));
  const known = [...(grounds.data?.use ?? []), ...(grounds.data?.share ?? [])];
  const ground = known.find((each) => each.code === one.ground)?.title ?? one.ground;
  return (
    <>
      <h3>
        {t("disclosure.number", { number: one.number })} · {sayCase(one.kind, t)}
      </h3>
      <dl className="pair">
        <dt>{t("disclosure.state")}</dt>
        <dd>{sayCaseState(one.state, t)}</dd>
        <dt>{t("disclosure.ground")}</dt>
        <dd>{ground ?? t("disclosure.ground_ask")}</dd>
        <dt>{t("disclosure.to")}</dt>
        <dd>{[one.facts.to, one.facts.reference].filter(Boolean).join(" · ")}</dd>
        <dt>{t("disclosure.why")}</dt>
        <dd>{one.facts.why}</dd>
        <dt>{t("disclosure.fields")}</dt>
        <dd>{one.fields.map((field) => sayField(field, t)).join(", ") || "—"}</dd>
        <dt>{t("disclosure.about")}</dt>
        <dd>{one.people.map((person) => `${person.person}${person.agreed_at ? ` (${t("disclosure.agreed")})` : ""}`).join(", ")}</dd>
        {one.silence ? (
          <>
            <dt>{t("disclosure.silence")}</dt>
            <dd>{one.silence}</dd>
          </>
        ) : null}
      </dl>
      <ul className="lines">
        {one.papers.map((paper) => (
          <li key={paper.id}>
            <span>{t("disclosure.paper_at", { at: showInstant(paper.filed_at, i18n.language) })}</span>
            <a className="button plain" href={`data:application/octet-stream;base64,${paper.content}`} download={`${paper.id}`}>
              {t("disclosure.take")}
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}

function Steps({ one }: { one: Case }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const { paper, review, release, take, close, erase } = useCase(one.id);
  const [reason, setReason] = useState("");
  const wrong = [paper, review, release, take, close, erase].find((step) => step.isError);
  const attach = async (file: File) => paper.mutate(await inBase64(file));
  const keep = () => take.mutate(undefined, { onSuccess: (made) => saveFile(`disclosure-${one.number}.json`, JSON.stringify(made, null, 2)) });
  return (
    <div className="stack">
      {wrong ? <Note tone="warn" alert>{sayWhy(wrong.error)}</Note> : null}
      {one.state === "open" ? (
        <>
          <div className="row">
            <PickFile accept="application/pdf,image/png,image/jpeg" busy={paper.isPending} onPick={attach}>
              {t("disclosure.attach")}
            </PickFile>
          </div>
          <p className="muted">{t("disclosure.review_lead")}</p>
          <div className="row wrap">
            <Button weight="door" busy={review.isPending} onClick={() => review.mutate(true)}>
              {t("disclosure.approve")}
            </Button>
            <Button busy={review.isPending} onClick={() => review.mutate(false)}>
              {t("disclosure.refuse")}
            </Button>
          </div>
        </>
      ) : null}
      {one.state === "reviewed" ? (
        <Button weight="door" busy={release.isPending} onClick={() => release.mutate()}>
          {one.kind === "violation" ? t("disclosure.publish") : t("disclosure.release")}
        </Button>
      ) : null}
      {one.kind === "heir" && (one.state === "reviewed" || one.state === "released") ? (
        <Button busy={erase.isPending} onClick={() => erase.mutate()}>
          {t("disclosure.erase")}
        </Button>
      ) : null}
      {one.kind === "heir" && one.fields.includes("display-name") && (one.state === "reviewed" || one.state === "released") ? <CorrectName one={one} /> : null}
      {one.state === "open" || one.state === "reviewed" ? <DropCase one={one} /> : null}
      {one.state === "released" && one.kind !== "violation" ? (
        <Button busy={take.isPending} onClick={keep}>
          {t("disclosure.take_package")}
        </Button>
      ) : null}
      {one.state === "released" || one.state === "refused" ? (
        <>
          <TextField label={t("disclosure.silence")} rows={2} value={reason} maxLength={2000} onChange={(event) => setReason(event.target.value)} />
          <div className="row wrap">
            <Button weight="door" busy={close.isPending} onClick={() => close.mutate({ tell: true })}>
              {t("disclosure.close_tell")}
            </Button>
            <Button busy={close.isPending} disabled={!reason.trim()} onClick={() => close.mutate({ tell: false, reason })}>
              {t("disclosure.close_silent")}
            </Button>
          </div>
        </>
      ) : null}
    </div>
  );
}
