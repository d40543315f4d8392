import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { inBase64 } from "@/api/base64";
import { Popconfirm } from "@/ui/kit/Kit";
import { PickFile } from "@/ui/PickFile";
import { Button, Note, TextField } from "@/ui/plain";
import { showRecent } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { consentsQuery } from "../data/data.data";
import { NewSheet } from "./NewSheet";
import { openScan } from "./openScan";
import type { Learn } from "./PrintSheet";
import { type Paper, papersQuery, useDiscard, useLookAt, useScan, useWitness } from "./paper.data";
import { sayAbout, sayPaperState, sayWhat } from "./say";

/** The desk for those who would rather sign a sheet: print, take in, confirm by a second witness. */
export function PaperDesk({ learn }: { learn: Learn }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const papers = useQuery(papersQuery);
  const consents = useQuery(consentsQuery(i18n.language));
  const titles = new Map((consents.data?.items ?? []).map((one) => [one.purpose, one.title]));
  return (
    <div className="stack loose">
      <p className="muted">{t("paper.desk_lead")}</p>
      <NewSheet learn={learn} />
      {papers.isError ? <Note tone="warn">{sayWhy(papers.error)}</Note> : null}
      <ul className="lines">
        {(papers.data?.items ?? []).map((paper) => (
          <Line key={paper.id} paper={paper} about={sayAbout(paper, titles, t)} />
        ))}
      </ul>
    </div>
  );
}

function Line({ paper, about }: { paper: Paper; about: string }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const discard = useDiscard(paper.id);
  const at = paper.witnessed_at ?? paper.scanned_at ?? paper.printed_at;
  return (
    <li>
      <div className="lines-main">
        <span className="row wrap">
          <strong>{paper.number}</strong>
          <span className="tag">{sayPaperState(paper.state, t)}</span>
        </span>
        <span className="small muted">
          {sayWhat(paper.what, t)}
          {about ? ` · ${about}` : ""} · {showRecent(at, i18n.language)}
        </span>
        {paper.state === "scanned" ? <Second paper={paper} /> : null}
        {discard.isError ? <Note tone="warn" alert>{sayWhy(discard.error)}</Note> : null}
      </div>
      {paper.state === "entered" ? null : (
        <div className="row wrap">
          {paper.state === "printed" ? <First paper={paper} /> : null}
          <Popconfirm title={t("paper.discard_sure")} okText={t("paper.discard")} cancelText={t("common.cancel")} onConfirm={() => discard.mutate()}>
            <Button weight="danger">{t("paper.discard")}</Button>
          </Popconfirm>
        </div>
      )}
    </li>
  );
}

function First({ paper }: { paper: Paper }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const scan = useScan(paper.id);
  return (
    <>
      <PickFile accept="application/pdf,image/jpeg,image/png" busy={scan.isPending} onPick={async (file) => scan.mutate(await inBase64(file))}>
        {t("paper.scan")}
      </PickFile>
      {scan.isError ? <Note tone="warn" alert>{sayWhy(scan.error)}</Note> : null}
    </>
  );
}

/** The second witness looks first, then confirms. */
function Second({ paper }: { paper: Paper }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const look = useLookAt(paper.id);
  const witness = useWitness(paper.id);
  const [words, setWords] = useState("");
  const wrong = look.error ?? witness.error;
  return (
    <div className="stack tight">
      <p className="small muted">{t("paper.look_lead")}</p>
      {paper.what === "request" && look.isSuccess ? (
        <TextField label={t("paper.words")} maxLength={2000} value={words} onChange={(event) => setWords(event.target.value)} />
      ) : null}
      {wrong ? <Note tone="warn" alert>{sayWhy(wrong)}</Note> : null}
      <div className="row wrap">
        <Button busy={look.isPending} onClick={() => look.mutate(undefined, { onSuccess: openScan })}>
          {t("paper.look")}
        </Button>
        {look.isSuccess ? (
          <Button weight="door" busy={witness.isPending} onClick={() => witness.mutate(words)}>
            {t("paper.witness")}
          </Button>
        ) : null}
      </div>
    </div>
  );
}
