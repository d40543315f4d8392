import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Check, Note } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { houseQuery } from "../house/house.data";
import { advertSettingsQuery, useSaveAdverts } from "./advert.data";

/** My switches for adverts; absent where the house has none. */
export function AdvertSettings() {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const house = useQuery(houseQuery);
  const settings = useQuery({ ...advertSettingsQuery, enabled: house.data?.ads === "opt-in" });
  const save = useSaveAdverts();
  if (!settings.data) return null;
  const { on, chosen, interests, tags, policy_version: version } = settings.data;
  const change = (wish: { on?: boolean; chosen?: boolean; interests?: string[] }) =>
    save.mutate({ on, chosen, interests, version, ...wish });
  const tick = (tag: string, ticked: boolean) =>
    change({ interests: ticked ? [...interests, tag] : interests.filter((one) => one !== tag) });
  return (
    <section className="card stack" aria-labelledby="adverts-title">
      <h2 id="adverts-title">{t("adverts.title")}</h2>
      <p className="small muted">{t("adverts.lead")}</p>
      <Check checked={on} disabled={save.isPending} onChange={(next) => change({ on: next })}>
        {t("adverts.on")}
      </Check>
      <Check checked={chosen} disabled={save.isPending} onChange={(next) => change({ chosen: next, interests: next ? interests : [] })}>
        {t("adverts.chosen")}
      </Check>
      {chosen ? (
        <div className="row wrap" role="group" aria-label={t("adverts.interests")}>
          {tags.map((tag) => (
            <Check key={tag} checked={interests.includes(tag)} disabled={save.isPending} onChange={(ticked) => tick(tag, ticked)}>
              {t(`adverts.tag.${tag}` as "adverts.tag.food")}
            </Check>
          ))}
        </div>
      ) : null}
      {save.isError ? <Note tone="warn" alert>{sayWhy(save.error)}</Note> : null}
    </section>
  );
}
