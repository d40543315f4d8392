import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { showRecent } from "@/ui/when";
import { myReportsQuery } from "./report.data";

/** Messages that I reported, and what came of it. */
export function MyReports() {
  const { t, i18n } = useTranslation();
  const { data = [] } = useQuery(myReportsQuery);
  if (data.length === 0) return null;
  return (
    <section className="card stack" aria-labelledby="my-reports">
      <h2 id="my-reports">{t("report.mine")}</h2>
      <ul className="report-list">
        {data.map(({ id, why, note, ticket, at, outcome }) => (
          <li key={id} className="stack tight">
            <span className="row wrap">
              <span className="tag">{t(`report.why_${why}`)}</span>
              <span>{t(ticket ? "report.to_house" : "report.to_moderators")}</span>
              <span className="small muted">{showRecent(at, i18n.language)}</span>
            </span>
            {note ? <p>{note}</p> : null}
            <p className="small muted">{outcome ? t(`report.outcome_${outcome}`) : t("report.waits")}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
