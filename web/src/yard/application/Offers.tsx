/** The applications that the organisation switched on: who runs each, and where it is opened. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Note } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { type Offered, offeredQuery } from "./application.data";
import "./words";

export function Offers({ org }: { org: string }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const offered = useQuery(offeredQuery(org));
  return (
    <section className="card stack" aria-labelledby="offers-title">
      <h2 id="offers-title">{t("apps.others")}</h2>
      {offered.isError ? <Note tone="warn">{sayWhy(offered.error)}</Note> : null}
      {offered.data?.length === 0 ? <p className="muted">{t("apps.none_on")}</p> : null}
      <ul className="lines">
        {offered.data?.map((one) => (
          <li key={one.id}>
            <Words one={one} />
            {one.start ? (
              <a className="button plain" href={one.start} target="_blank" rel="noopener noreferrer" aria-label={t("apps.ask_title", { name: one.name })}>
                {t("apps.open")}
              </a>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What an application is called, who runs it, and its rules. */
export function Words({ one, more }: { one: Offered; more?: string | undefined }) {
  const { t } = useTranslation();
  return (
    <div className="lines-main">
      <strong>
        {one.name} <span className="tag">{t(`apps.kind_${one.kind}`)}</span>
      </strong>
      <span className="small">
        {t("apps.run_by", { runner: one.runner })} ·{" "}
        <a href={one.policy} target="_blank" rel="noopener noreferrer">
          {t("apps.its_policy")}
        </a>
      </span>
      {more ? <span className="small muted">{more}</span> : null}
    </div>
  );
}
