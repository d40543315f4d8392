import { useTranslation } from "react-i18next";
import type { PolicyChange } from "./policy.data";

/** What changed, in plain words; what promises less is marked. */
export function Changes({ changes }: { changes: PolicyChange[] }) {
  const { t } = useTranslation();
  return (
    <ul className="stack">
      {changes.map((change) => (
        <li key={change.text}>
          {change.reduces ? <span className="tag warn">{t("policy.reduces")}</span> : null}
          {change.kind && !change.reduces ? <span className="tag">{t("policy.major")}</span> : null} {change.text}
        </li>
      ))}
    </ul>
  );
}
