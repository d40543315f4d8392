import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Button, Dialog, Note } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { houseQuery } from "../house/house.data";
import { type Advert, advertSettingsQuery, placeQuery, useClick, useSeen } from "./advert.data";

/** A place for an advert: empty for whoever did not ask for them, and nothing is asked of the house for it. */
export function AdvertPlace({ placement }: { placement: string }) {
  const house = useQuery(houseQuery);
  const settings = useQuery({ ...advertSettingsQuery, enabled: house.data?.ads === "opt-in" });
  const place = useQuery({ ...placeQuery(placement), enabled: settings.data?.on === true });
  const advert = settings.data?.on ? place.data?.advert : null;
  return advert ? <Shown advert={advert} /> : null;
}

function Shown({ advert }: { advert: Advert }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const { mutate: tellSeen } = useSeen();
  const click = useClick();
  const jump = click.data;
  useEffect(() => tellSeen(advert), [advert, tellSeen]);
  const say = (both: { zh: string; en: string }) => (i18n.language.startsWith("zh") ? both.zh : both.en);
  return (
    <aside className="card stack tight" aria-label={t("adverts.advert")}>
      <span className="row wrap">
        <span className="tag">{t("adverts.advert")}</span>
        <span className="small muted">{t(advert.chosen ? "adverts.why_chosen" : "adverts.why_all")}</span>
      </span>
      {advert.picture ? <img src={`/api/v1/adverts/${advert.id}/picture`} alt="" style={{ maxWidth: "100%", maxHeight: 200, objectFit: "contain" }} /> : null}
      <strong>{say(advert.title)}</strong>
      <span>{say(advert.text)}</span>
      <div>
        <Button busy={click.isPending} onClick={() => click.mutate(advert)}>
          {t("adverts.more")}
        </Button>
      </div>
      {click.isError ? <Note tone="warn" alert>{sayWhy(click.error)}</Note> : null}
      <Dialog open={jump !== undefined} title={t("adverts.leave_title")} onClose={click.reset} closeLabel={t("adverts.stay")}>
        <div className="stack">
          <p>{t("adverts.leave", { site: jump?.site ?? "" })}</p>
          <p className="small muted" style={{ overflowWrap: "anywhere" }}>
            {jump?.to}
          </p>
          <a className="button door" href={jump?.to} target="_blank" rel="noopener noreferrer" referrerPolicy="no-referrer">
            {t("adverts.go")}
          </a>
        </div>
      </Dialog>
    </aside>
  );
}
