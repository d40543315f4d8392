import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "@/ui/Icon";
import { Button, Note, Waiting } from "@/ui/plain";
import { showInstant } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { CaseGrant } from "./CaseGrant";
import { GrantLine } from "./GrantLine";
import { inspectedQuery, standingQuery } from "./grant.data";

/** The conversations that a keeper may read now. Nothing is opened before he presses: each page he opens is counted and told. */
export function GrantDesk() {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const standing = useQuery(standingQuery);
  const [open, setOpen] = useState<string>();
  const [byCase, setByCase] = useState(false);
  if (standing.isError) return <Note tone="warn" alert>{sayWhy(standing.error)}</Note>;
  if (!standing.data) return <Waiting label={t("common.loading")} />;
  if (open) return <Inspected conversation={open} onBack={() => setOpen(undefined)} />;
  return (
    <section className="stack" aria-labelledby="grant-desk">
      <h3 id="grant-desk">{t("grant.desk")}</h3>
      <p className="muted">{t("grant.desk_lead")}</p>
      <div className="row">
        <Button weight="quiet" aria-expanded={byCase} onClick={() => setByCase(!byCase)}>
          {t("grant.case")}
        </Button>
      </div>
      {byCase ? <CaseGrant onDone={() => setByCase(false)} /> : null}
      {standing.data.length === 0 ? (
        <div className="empty">
          <Icon name="eye" size={32} />
          <p>{t("grant.desk_none")}</p>
        </div>
      ) : null}
      <ul className="lines">
        {standing.data.map((grant) => (
          <li key={grant.id}>
            <div className="lines-main">
              <GrantLine grant={grant} now={standing.dataUpdatedAt} />
              <span className="small muted">{t(grant.org ? "grant.desk_org" : "grant.desk_case")}</span>
              <code className="small">{grant.conversation}</code>
            </div>
            <Button onClick={() => setOpen(grant.conversation)}>{t("grant.read")}</Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Inspected({ conversation, onBack }: { conversation: string; onBack: () => void }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const read = useInfiniteQuery(inspectedQuery(conversation));
  const lines = read.data?.pages.toReversed().flat() ?? [];
  return (
    <section className="stack" aria-label={t("grant.read")}>
      <div className="row">
        <Button onClick={onBack}>{t("grant.back")}</Button>
      </div>
      <Note>{t("grant.read_note")}</Note>
      {read.isPending ? <Waiting label={t("common.loading")} /> : null}
      {read.hasNextPage ? (
        <div className="row">
          <Button weight="quiet" busy={read.isFetchingNextPage} onClick={() => void read.fetchNextPage()}>
            {t("grant.earlier")}
          </Button>
        </div>
      ) : null}
      <ul className="lines">
        {lines.map(({ seq, by, at, text, files, withheld }) => (
          <li key={seq}>
            <div className="lines-main">
              <span className="row wrap small muted">
                <code>{by}</code>
                <time dateTime={at}>{showInstant(at, i18n.language)}</time>
                {withheld ? <span className="tag warn">{t("hold.withheld")}</span> : null}
              </span>
              <span style={{ whiteSpace: "pre-line", overflowWrap: "anywhere" }}>{text ?? <span className="muted">{t("grant.gone")}</span>}</span>
              {files.map((file) => (
                <a key={file.id} href={`/api/v1/desk/conversations/${conversation}/files/${file.id}`} download={file.name}>
                  {file.name}
                </a>
              ))}
            </div>
          </li>
        ))}
      </ul>
      {read.isSuccess && lines.length === 0 ? <p className="muted">{t("grant.read_none")}</p> : null}
      {read.isError ? <Note tone="warn" alert>{sayWhy(read.error)}</Note> : null}
    </section>
  );
}
