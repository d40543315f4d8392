import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Note, Waiting } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { DocumentLinks } from "./DocumentLinks";
import { promisesQuery } from "./policy.data";

/** The promise ledger: what is promised, how it shows, and the tests that drive the running system to prove it. */
export function Promises() {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const list = useQuery(promisesQuery);
  if (list.isError) return <Note tone="warn">{sayWhy(list.error)}</Note>;
  if (!list.data) return <Waiting label={t("common.loading")} />;
  return (
    <div className="stack loose">
      <h1>{t("title.promises")}</h1>
      <p className="muted">{t("policy.promises_lead")}</p>
      <DocumentLinks />
      <ul className="stack">
        {list.data.items.map((row) => (
          <li key={row.id} id={row.id} className="card collected">
            <h2>
              {row.id} <span lang="zh-CN">{row.term}</span>
            </h2>
            <dl lang="en">
              <dt>{t("policy.promised")}</dt>
              <dd>{row.says}</dd>
              <dt>{t("policy.shown_by")}</dt>
              <dd>{row.shows}</dd>
              <dt>{t("policy.proved_by")}</dt>
              <dd>{row.tests.length > 0 ? row.tests.map((test) => <div key={`${test.file} ${test.name}`}>{`${test.name} (${test.file})`}</div>) : t("policy.not_proved")}</dd>
            </dl>
          </li>
        ))}
      </ul>
    </div>
  );
}
