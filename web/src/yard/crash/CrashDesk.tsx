import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Button, Note } from "@/ui/plain";
import { showInstant } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { type Crash, crashesQuery, crashFieldsQuery, type CrashSheet, useOpenCrash, useResolveCrash } from "./crash.data";

/** What scrolls can be reached by keys. */
const scrolls = { tabIndex: 0 };

/** What broke, grouped. The list names nobody; a press opens an example, and whoever sent it sees that. */
export function CrashDesk() {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const crashes = useQuery(crashesQuery);
  const open = useOpenCrash();
  return (
    <section className="stack" aria-labelledby="crashes-title">
      <h2 id="crashes-title">{t("crashes.title")}</h2>
      <p className="muted">{t("crashes.lead")}</p>
      {crashes.isError ? <Note tone="warn">{sayWhy(crashes.error)}</Note> : null}
      {crashes.data?.items.length === 0 ? <p className="muted">{t("crashes.none")}</p> : null}
      <ul className="lines">
        {crashes.data?.items.map((crash) => (
          <li key={crash.id}>
            <CrashLine crash={crash} />
            <Button icon="eye" busy={open.isPending && open.variables === crash.id} onClick={() => open.mutate(crash.id)}>
              {t("crashes.open")}
            </Button>
          </li>
        ))}
      </ul>
      {open.isError ? <Note tone="warn" alert>{sayWhy(open.error)}</Note> : null}
      {open.data ? <Opened key={open.data.crash.id} sheet={open.data} onDone={open.reset} /> : null}
    </section>
  );
}

function CrashLine({ crash }: { crash: Crash }) {
  const { t, i18n } = useTranslation();
  const at = (instant: string) => showInstant(instant, i18n.language);
  return (
    <div className="lines-main">
      <span className="row wrap">
        <strong className="crash-title">{crash.title}</strong>
        <span className="tag">{t(`crashes.kind_${crash.kind}`)}</span>
        {crash.resolved_at ? <span className="tag good">{t("crashes.resolved")}</span> : null}
      </span>
      <span className="small muted">
        {t("crashes.counted", { count: crash.reports })} · {t("crashes.on", { count: crash.installations })} · {crash.versions.join(", ")}
      </span>
      <span className="small muted">{t("crashes.span", { first: at(crash.first_at), last: at(crash.last_at) })}</span>
    </div>
  );
}

function Opened({ sheet, onDone }: { sheet: CrashSheet; onDone: () => void }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const resolve = useResolveCrash();
  const fields = useQuery(crashFieldsQuery(i18n.language));
  const told: Record<string, unknown> = { ...sheet.example?.report };
  const rows = (fields.data?.items ?? []).filter(({ name }) => name !== "stack" && told[name] !== undefined && told[name] !== null && told[name] !== "");
  return (
    <div className="stack">
      <h3 className="crash-title">{sheet.crash.title}</h3>
      {sheet.example ? (
        <>
          <dl className="pair small">
            {rows.map(({ name, title }) => (
              <div key={name} className="contents">
                <dt>{title}</dt>
                <dd>{String(told[name])}</dd>
              </div>
            ))}
          </dl>
          <pre className="sheet-text small" role="region" aria-label={t("crashes.stack")} {...scrolls}>
            {sheet.example.report.stack || t("crashes.no_stack")}
          </pre>
        </>
      ) : (
        <p className="muted">{t("crashes.no_example")}</p>
      )}
      <div className="row">
        <Button busy={resolve.isPending} disabled={Boolean(sheet.crash.resolved_at)} onClick={() => resolve.mutate(sheet.crash.id, { onSuccess: onDone })}>
          {t("crashes.resolve")}
        </Button>
      </div>
      {resolve.isError ? <Note tone="warn" alert>{sayWhy(resolve.error)}</Note> : null}
    </div>
  );
}
