import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { JoinNumber } from "@/meet/start/JoinNumber";
import { houseQuery } from "@/yard/house/house.data";
import { meQuery } from "@/yard/me/me.data";
import { Courtyard } from "./Courtyard";
import { Go } from "./Go";
import { go } from "./route";
import { Sheet } from "./Sheet";

export function Landing() {
  const { t } = useTranslation();
  const me = useQuery(meQuery);
  const house = useQuery(houseQuery);
  return (
    <Sheet width="wide">
      <div className="landing">
        <div className="stack loose">
          <div className="stack">
            <h1>{t("landing.title")}</h1>
            <p className="lead">{t("landing.lead")}</p>
          </div>
          <section className="card stack" aria-labelledby="join-title">
            <h2 id="join-title">{t("landing.join_title")}</h2>
            <JoinNumber onNumber={(number) => go(`/m/${number}`)} />
          </section>
          <div className="row wrap">
            {me.data ? (
              <a className="button plain" href="/home">
                {t("landing.go_in", { name: me.data.name })}
              </a>
            ) : (
              <Go className="button plain" to="/enter">
                {t("landing.enter")}
              </Go>
            )}
            {house.data?.dev ? (
              <Go className="button quiet" to="/dev">
                {t("title.outbox")}
              </Go>
            ) : null}
          </div>
          {house.data?.name ? <p className="small muted">{t("landing.run_by", { name: house.data.name })}</p> : null}
        </div>
        <Courtyard />
      </div>
    </Sheet>
  );
}
