/** A guardian chooses to be told when a ward comes home; a ward sees that it was chosen. Whom it does not concern sees nothing. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Check, Note } from "@/ui/plain";
import { showDay } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { homecomingQuery, useHomecoming } from "./homecoming.data";
import "./words";

export default function Homecoming({ home }: { home: string }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const seen = useQuery(homecomingQuery(home));
  const choose = useHomecoming(home);
  if (!seen.data) return null;
  const { wards, told } = seen.data;
  if (wards.length === 0 && !told) return null;
  const day = (at: string) => showDay(at, i18n.language);
  return (
    <fieldset className="stack tight">
      <legend>{t("homecoming.title")}</legend>
      {told ? <p>{t("homecoming.told", { name: told.name ?? "", day: day(told.since) })}</p> : null}
      {wards.map((ward) => (
        <Check key={ward.resident} checked={Boolean(ward.since)} disabled={choose.isPending} onChange={(on) => choose.mutate({ resident: ward.resident, on })}>
          {ward.name ? t("homecoming.choose", { name: ward.name }) : t("homecoming.choose_nameless")}
          {ward.since ? <span className="small muted"> {t("homecoming.since", { day: day(ward.since) })}</span> : null}
        </Check>
      ))}
      {wards.length > 0 ? <p className="small muted">{t("homecoming.lead")}</p> : null}
      {choose.isError ? <Note tone="warn" alert>{sayWhy(choose.error)}</Note> : null}
    </fieldset>
  );
}
