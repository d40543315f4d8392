import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { Note, Waiting } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { DocumentLinks } from "./DocumentLinks";
import { permissionsQuery } from "./policy.data";

const Nine = lazy(() => import("../permissions/Nine"));

/** What a device is asked for: what for, when, and how it is closed again. */
export function PermissionsList() {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const list = useQuery(permissionsQuery(i18n.language));
  if (list.isError) return <Note tone="warn">{sayWhy(list.error)}</Note>;
  if (!list.data) return <Waiting label={t("common.loading")} />;
  return (
    <div className="stack loose">
      <h1>{t("title.permissions")}</h1>
      <DocumentLinks />
      <Suspense>
        <Nine rows={list.data.rows} />
      </Suspense>
      <ul className="stack">
        {list.data.rows.map((row) => (
          <li key={`${row.permission} ${row.purpose}`} className="card collected">
            <h2 className="kind">{row.title}</h2>
            <dl>
              <dt>{t("policy.purposes")}</dt>
              <dd>
                {row.purpose_title}: {row.why}
              </dd>
              <dt>{t("policy.asked_when")}</dt>
              <dd>{row.asked_when}</dd>
              <dt>{row.closable ? t("policy.closable") : t("policy.not_closable")}</dt>
              <dd>{row.how_to_close}</dd>
              <dt>{t("policy.if_refused")}</dt>
              <dd>{row.if_refused}</dd>
            </dl>
          </li>
        ))}
      </ul>
    </div>
  );
}
