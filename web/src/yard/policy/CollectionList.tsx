import { useQuery } from "@tanstack/react-query";
import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import { Note, Waiting } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { DocumentLinks } from "./DocumentLinks";
import { sayBasis } from "./basis";
import { collectionQuery } from "./policy.data";

/** The list of what is collected: one card a category, readable on a phone. */
export function CollectionList() {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const list = useQuery(collectionQuery(i18n.language));
  if (list.isError) return <Note tone="warn">{sayWhy(list.error)}</Note>;
  if (!list.data) return <Waiting label={t("common.loading")} />;
  return (
    <div className="stack loose">
      <div className="stack">
        <h1>{t("title.collection")}</h1>
        <p className="muted">{t("policy.version", { version: list.data.version })}</p>
        <DocumentLinks />
      </div>
      <ul className="stack">
        {list.data.rows.map((row) => (
          <li key={row.category} className="card collected">
            <h2 className="kind">
              {row.sensitive ? <strong>{row.title}</strong> : row.title} {row.sensitive ? <span className="tag warn">{t("policy.sensitive")}</span> : null}
            </h2>
            <dl>
              <dt>{t("sign.what")}</dt>
              <dd>{row.examples}</dd>
              <dt>{t("policy.purposes")}</dt>
              <dd>
                {row.purposes.map((purpose) => (
                  <span key={purpose.purpose} className="purpose">
                    {purpose.title}
                    <span className="tag">{sayBasis(purpose.basis, t)}</span>
                  </span>
                ))}
              </dd>
              <dt>{t("policy.asked_when")}</dt>
              <dd>{row.asked_when}</dd>
              <dt>{t("policy.retention")}</dt>
              <dd>{row.retention}</dd>
            </dl>
          </li>
        ))}
      </ul>
      <h2>{t("policy.scenes")}</h2>
      <ul className="stack">
        {list.data.scenes.map((scene) => (
          <li key={scene.purpose} className="card collected">
            <h3>{scene.title}</h3>
            <p>{scene.why}</p>
            <dl>
              {scene.fields.map((field) => (
                <Fragment key={field.category}>
                  <dt>{field.sensitive ? <strong>{field.title}</strong> : field.title}</dt>
                  <dd>{field.how}</dd>
                </Fragment>
              ))}
            </dl>
          </li>
        ))}
      </ul>
    </div>
  );
}
