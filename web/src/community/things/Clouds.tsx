/** Devices that already belong to a maker's cloud: the consent, and the way to the maker's own page, which leads back to the house. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Agree } from "@/yard/data/Agree";
import { consentsQuery, useGive, useRefuse } from "@/yard/data/data.data";
import { Button, Field, Note } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { useHome } from "./things.data";

export default function Clouds({ home }: { home: string }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const consents = useQuery(consentsQuery(i18n.language));
  const [give, refuse] = [useGive(), useRefuse()];
  const { purpose, lang } = { purpose: "device-cloud", lang: i18n.language };
  const consent = consents.data?.items.find((one) => one.purpose === purpose);
  if (!consent) return null;
  const wrong = give.error ?? refuse.error;
  return (
    <section className="card stack" aria-labelledby="things-cloud">
      <h2 id="things-cloud">{t("things.cloud")}</h2>
      <p className="muted">{t("things.cloud_lead")}</p>
      {consent.given_at && !consent.withdrawn_at && !consent.refused_at ? (
        <Begin home={home} />
      ) : (
        <Agree
          consent={consent}
          busy={give.isPending || refuse.isPending}
          onAgree={(categories) => give.mutate({ purpose, version: consent.version, lang, categories: [...categories] })}
          onRefuse={() => refuse.mutate({ purpose, lang })}
        />
      )}
      {wrong ? <Note tone="warn" alert>{sayWhy(wrong)}</Note> : null}
    </section>
  );
}

function Begin({ home }: { home: string }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const { cloud } = useHome(home);
  const [name, setName] = useState("");
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        cloud.mutate(name, { onSuccess: ({ page }) => window.location.assign(page) });
      }}
    >
      <Field label={t("things.name")} hint={t("things.cloud_name_hint")} value={name} maxLength={40} required autoComplete="off" onChange={(event) => setName(event.target.value)} />
      <p className="small muted">{t("things.cloud_late")}</p>
      {cloud.isError ? <Note tone="warn" alert>{sayWhy(cloud.error)}</Note> : null}
      <Button type="submit" busy={cloud.isPending} disabled={!name.trim()}>
        {t("things.cloud_go")}
      </Button>
    </form>
  );
}
