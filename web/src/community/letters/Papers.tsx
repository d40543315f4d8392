/** Papers of an application: added by whoever applied, opened by whoever reviews. */
import { useMutation } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { PickFile } from "@/ui/PickFile";
import { Button, Field, Note } from "@/ui/plain";
import { showDay } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { saveBlob } from "@/yard/rights/file";
import { smaller } from "@/yard/ticket/smaller";
import { type Application, useLookAt, usePapers } from "./letters.data";
import "./words";

const MOST = 6;

/** One's own, while the application waits. */
export default function Papers({ application, papers }: { application: string; papers: readonly string[] }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const { add, remove } = usePapers(application);
  // A photo is scaled down so far that it can be read and is taken; a PDF goes as it is.
  const prepare = useMutation({
    mutationFn: async (file: File) => add.mutateAsync(file.type === "application/pdf" ? file : await smaller(file, { side: 2_000, bytes: 1 << 20, qualities: [0.85, 0.7, 0.5] })),
  });
  const failed = [prepare, remove].find(({ isError }) => isError);
  return (
    <div className="stack tight">
      <p className="small muted">{t("letters.papers_lead")}</p>
      {papers.map((paper, at) => (
        <span key={paper} className="row">
          <span>{t("letters.paper_nth", { number: at + 1 })}</span>
          <Button weight="quiet" busy={remove.isPending} onClick={() => remove.mutate(paper)}>
            {t("letters.remove")}
          </Button>
        </span>
      ))}
      {failed ? <Note tone="warn" alert>{sayWhy(failed.error)}</Note> : null}
      {papers.length < MOST ? (
        <div>
          <PickFile accept="image/*,application/pdf" icon="plus" busy={prepare.isPending} onPick={(file) => prepare.mutate(file)}>
            {t("letters.paper_add")}
          </PickFile>
        </div>
      ) : null}
    </div>
  );
}

/** What the desk knows besides: whether the number is on a list, whether he had a letter, and his papers, with a reason. */
export function Grounds({ org, one }: { org: string; one: Application }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const look = useLookAt(org, one.id);
  const [why, setWhy] = useState("");
  const listed = one.awaited
    ? [t("letters.listed", { as: t(`letters.as_${one.awaited.relation}`) }), one.awaited.until ? t("letters.listed_until", { day: showDay(one.awaited.until, i18n.language) }) : null].filter(Boolean).join(" · ")
    : undefined;
  return (
    <>
      {listed ? <Note tone="good">{listed}</Note> : null}
      {one.by_letter ? (
        <div>
          <span className="tag">{t("letters.by_letter")}</span>
        </div>
      ) : null}
      {one.documents > 0 && !look.data ? (
        <div className="stack tight">
          <h3>{t("letters.papers")}</h3>
          <p>{t("letters.papers_count", { count: one.documents })}</p>
          <div className="row wrap home-form">
            <Field label={t("letters.papers_why")} hint={t("letters.papers_why_hint")} value={why} maxLength={200} onChange={(event) => setWhy(event.target.value)} />
            <Button busy={look.isPending} disabled={why.trim().length < 2} onClick={() => look.mutate(why)}>
              {t("letters.papers_look")}
            </Button>
          </div>
        </div>
      ) : null}
      {look.isError ? <Note tone="warn" alert>{sayWhy(look.error)}</Note> : null}
      {look.data?.map(({ isPdf, file }, at) =>
        isPdf ? (
          <div key={at}>
            <Button onClick={() => saveBlob(`paper-${at + 1}.pdf`, file)}>{t("letters.paper_open")}</Button>
          </div>
        ) : (
          <Picture key={at} file={file} label={t("letters.paper_nth", { number: at + 1 })} />
        ),
      )}
    </>
  );
}

function Picture({ file, label }: { file: Blob; label: string }) {
  const source = useMemo(() => URL.createObjectURL(file), [file]);
  useEffect(() => () => URL.revokeObjectURL(source), [source]);
  return <img src={source} alt={label} style={{ maxWidth: "100%" }} />;
}
