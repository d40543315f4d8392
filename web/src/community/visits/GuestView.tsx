/** For whoever is expected: where, when, and the code for the doors. The link is all that he needs. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ShownCode } from "@/community/doors/CodeCard";
import { Button, Note, Waiting } from "@/ui/plain";
import { showInstant } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { GuestFace } from "./GuestFace";
import { guestQuery, useGuestCalendar } from "./visits.data";
import "./words";
import "@/community/doors/words";
import "@/community/doors/doors.css";

export function GuestView({ token }: { token: string }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const visit = useQuery(guestQuery(token));
  const calendar = useGuestCalendar();
  if (visit.isPending) return <Waiting label={t("common.loading")} />;
  if (visit.isError) return <Note tone="warn" alert>{sayWhy(visit.error)}</Note>;
  const { community, home, address, from, until, doors, week, uses, code, face } = visit.data;
  const at = (instant: string) => showInstant(instant, i18n.language);
  const isEarly = code !== null && Date.parse(from) > Date.parse(code.now);
  return (
    <div className="stack">
      <h1>{t("visits.guest_title")}</h1>
      <p>
        <strong>{t("visits.guest_where", { community, home: home ?? "" })}</strong>
        <br />
        {address}
      </p>
      <p>{t("visits.window", { from: at(from), until: at(until) })}</p>
      {week.length > 0 ? <p>{t("visits.guest_week")}</p> : null}
      {uses ? <p>{t("visits.guest_uses", { count: uses })}</p> : null}
      {isEarly ? <Note>{t("visits.guest_early", { from: at(from) })}</Note> : null}
      {code ? <ShownCode code={code} lead={t("visits.guest_lead")} /> : <p>{`${t("visits.guest_doors")}: ${doors.join(" · ")}`}</p>}
      {face ? <GuestFace token={token} face={face} /> : null}
      {calendar.isError ? <Note tone="warn" alert>{sayWhy(calendar.error)}</Note> : null}
      <Button busy={calendar.isPending} onClick={() => calendar.mutate(token)}>
        {t("visits.calendar")}
      </Button>
    </div>
  );
}
