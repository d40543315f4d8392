import { useTranslation } from "react-i18next";
import { documents } from "./documents";

/** Links to every document of the policy, as they stand on the page about oneself and on top of each document. */
export function DocumentLinks() {
  const { t } = useTranslation();
  return (
    <nav aria-label={t("policy.documents")}>
      <ul className="row wrap small">
        {documents.map(({ page, to }) => (
          <li key={page}>
            <a href={to}>{t(`title.${page}`)}</a>
          </li>
        ))}
        <li>
          <a href="/api/v1/policy/dpv">DPV (JSON-LD)</a>
        </li>
        <li>
          <a href="/api/v1/policy/fides">fideslang (YAML)</a>
        </li>
      </ul>
    </nav>
  );
}
