import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Note, Waiting } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { DocumentLinks } from "./DocumentLinks";
import { recipientsQuery } from "./policy.data";

/** Who outside the house receives something; nobody, while no connector is on. */
export function RecipientsList() {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const list = useQuery(recipientsQuery(i18n.language));
  if (list.isError) return <Note tone="warn">{sayWhy(list.error)}</Note>;
  if (!list.data) return <Waiting label={t("common.loading")} />;
  return (
    <div className="stack loose">
      <h1>{t("title.recipients")}</h1>
      <DocumentLinks />
      {list.data.rows.length === 0 ? <p>{t("policy.nobody")}</p> : null}
      <ul className="stack">
        {list.data.rows.map((row) => (
          <li key={row.recipient} className="card collected">
            <h2>
              {row.title} <span className="tag">{row.region}</span>
            </h2>
            <dl>
              <dt>{t("sign.what")}</dt>
              <dd>{row.fields.join(", ")}</dd>
              <dt>{t("policy.purposes")}</dt>
              <dd>{row.purposes.join(", ")}</dd>
              <dt>{t("sign.why")}</dt>
              <dd>{row.why}</dd>
              <dt>{t("policy.how")}</dt>
              <dd>{row.how}</dd>
              <dt>{t("sign.if_not")}</dt>
              <dd>{row.if_not}</dd>
            </dl>
          </li>
        ))}
      </ul>
    </div>
  );
}
