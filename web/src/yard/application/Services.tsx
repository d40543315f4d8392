/** The services of the house: what this organisation opened of them. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Check, Note } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { servicesQuery, useTurnService } from "./application.data";
import "./words";

export function Services({ org }: { org: string }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const services = useQuery(servicesQuery(org));
  const turn = useTurnService(org);
  const wrong = services.error ?? turn.error;
  return (
    <section className="card stack" aria-labelledby="services-title">
      <h2 id="services-title">{t("apps.services")}</h2>
      <p className="muted">{t("apps.services_lead")}</p>
      {wrong ? <Note tone="warn" alert>{sayWhy(wrong)}</Note> : null}
      {services.data?.map(({ kind, open }) => (
        <Check key={kind} checked={open} disabled={turn.isPending} onChange={(wanted) => turn.mutate({ kind, open: wanted })}>
          {t(`orgs.opens_${kind}`)}
        </Check>
      ))}
    </section>
  );
}
