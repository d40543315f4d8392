import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Note } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { Agree } from "../data/Agree";
import { consentsQuery, useGive, useRefuse } from "../data/data.data";
import { houseQuery } from "../house/house.data";
import { lastFault, send } from "./report";

/** A page broke: asks whether this may be told to the house, or says that it was. */
export default function TellCrash() {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const consents = useQuery(consentsQuery(i18n.language));
  const house = useQuery(houseQuery);
  const [give, refuse] = [useGive(), useRefuse()];
  const [told, setTold] = useState(false);
  const consent = consents.data?.items.find(({ purpose }) => purpose === "crash-reports");
  const stands = Boolean(consent?.given_at && !consent.withdrawn_at && !consent.refused_at);
  useEffect(() => {
    // What broke before the yes is told with it, once.
    const fault = lastFault();
    if (give.isSuccess && fault) send(fault).then(() => setTold(true), () => undefined);
  }, [give.isSuccess]);
  if (told || (stands && !give.isSuccess)) return <Note tone="good">{t("crashes.told")}</Note>;
  if (!consent || consent.refused_at || stands || !house.data) return null;
  const version = house.data.policy_version;
  return (
    <section className="card stack tight" aria-labelledby="tell-title">
      <h2 id="tell-title">{t("crashes.ask")}</h2>
      <Agree
        consent={consent}
        busy={give.isPending || refuse.isPending}
        onAgree={(categories) => give.mutate({ purpose: consent.purpose, version, lang: i18n.language, categories: [...categories] })}
        onRefuse={() => refuse.mutate({ purpose: consent.purpose, lang: i18n.language })}
      />
      {give.isError ? <Note tone="warn">{sayWhy(give.error)}</Note> : null}
    </section>
  );
}
