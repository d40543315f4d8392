import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Skeleton } from "@/ui/kit/Kit";
import { Icon } from "@/ui/Icon";
import { Button, Dialog, Note } from "@/ui/plain";
import { showInstant } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { type IncidentBrief, incidentsQuery } from "./desk.data";
import { IncidentSheet } from "./IncidentSheet";
import { RegisterIncident } from "./RegisterIncident";
import { saySeverity } from "./say";

/** Incidents and drills: registered, assessed, told, reported, closed, each with its clock. */
export function Incidents() {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const incidents = useQuery(incidentsQuery);
  const [registering, setRegistering] = useState(false);
  const [open, setOpen] = useState("");
  if (open) return <IncidentSheet id={open} onBack={() => setOpen("")} />;
  return (
    <div className="stack">
      <div className="row apart wrap">
        <p className="muted">{t("desk.incidents_lead")}</p>
        <Button weight="door" onClick={() => setRegistering(true)}>
          {t("desk.register")}
        </Button>
      </div>
      {incidents.isError ? <Note tone="warn">{sayWhy(incidents.error)}</Note> : null}
      {incidents.isPending ? <Skeleton active /> : null}
      {incidents.data?.items.length === 0 ? (
        <div className="empty">
          <Icon name="shield" size={32} />
          <p>{t("desk.incidents_none")}</p>
        </div>
      ) : null}
      <ul className="lines">
        {incidents.data?.items.map((incident) => <Line key={incident.id} incident={incident} onOpen={() => setOpen(incident.id)} />)}
      </ul>
      <Dialog open={registering} title={t("desk.register")} closeLabel={t("common.close")} onClose={() => setRegistering(false)}>
        <RegisterIncident
          onDone={(id) => {
            setRegistering(false);
            setOpen(id);
          }}
        />
      </Dialog>
    </div>
  );
}

function Line({ incident, onOpen }: { incident: IncidentBrief; onOpen: () => void }) {
  const { t, i18n } = useTranslation();
  const at = (instant: string) => showInstant(instant, i18n.language);
  return (
    <li>
      <div className="lines-main">
        <span className="row wrap">
          <strong>{t("desk.incident_number", { number: incident.number })}</strong>
          <span className="tag">{saySeverity(incident.severity, t)}</span>
          {incident.drill ? <span className="tag">{t("desk.drill")}</span> : null}
          {incident.closed_at ? <span className="tag good">{t("desk.closed")}</span> : null}
          {incident.notice_breached ? <span className="tag warn">{t("desk.notice_late")}</span> : null}
        </span>
        <span className="small muted">
          {incident.closed_at ? t("desk.closed_at", { at: at(incident.closed_at) }) : t("desk.report_due", { at: at(incident.report_due) })}
        </span>
      </div>
      <Button onClick={onOpen}>{t("desk.open")}</Button>
    </li>
  );
}
