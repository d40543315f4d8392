import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Button, Note } from "@/ui/plain";
import { showDay } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { consentsQuery } from "../data/data.data";
import { openScan } from "./openScan";
import { myPapersQuery, useCopy } from "./paper.data";
import { sayAbout, sayPaperState, sayWhat } from "./say";

/** The sheets that I signed, each with my copy. */
export function MyPapers() {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const papers = useQuery(myPapersQuery);
  const consents = useQuery(consentsQuery(i18n.language));
  const copy = useCopy();
  const titles = new Map((consents.data?.items ?? []).map((one) => [one.purpose, one.title]));
  const items = papers.data?.items ?? [];
  const wrong = papers.error ?? copy.error;
  return (
    <div className="stack">
      <p className="muted">{t("paper.mine_lead")}</p>
      {wrong ? <Note tone="warn" alert>{sayWhy(wrong)}</Note> : null}
      {papers.data && items.length === 0 ? <p className="muted">{t("paper.mine_none")}</p> : null}
      <ul className="lines">
        {items.map((paper) => (
          <li key={paper.id}>
            <div className="lines-main">
              <span className="row wrap">
                <strong>{paper.number}</strong>
                <span className="tag">{sayPaperState(paper.state, t)}</span>
              </span>
              <span className="small muted">
                {sayWhat(paper.what, t)} · {sayAbout(paper, titles, t)} · {showDay(paper.scanned_at ?? paper.printed_at, i18n.language)}
              </span>
            </div>
            <Button busy={copy.isPending} onClick={() => copy.mutate(paper.id, { onSuccess: ({ scan }) => openScan(scan) })}>
              {t("paper.copy")}
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}
