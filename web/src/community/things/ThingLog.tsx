import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useKnown } from "@/community/known";
import { Note } from "@/ui/plain";
import { showRecent } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { type Device, type Entry, thingsLogQuery, type Where } from "./things.data";

const ALARMS: ReadonlySet<string> = new Set(["alarm", "rang", "code_wrong", "rule_stopped"]);

/** Alarms first, then who did what, and what happened by itself. */
export function ThingLog({ where, devices }: { where: Where; devices: readonly Device[] }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const log = useQuery(thingsLogQuery(where));
  const alarms = log.data?.filter(({ what }) => ALARMS.has(what)) ?? [];
  return (
    <>
      {alarms.length > 0 ? (
        <section className="card stack" aria-labelledby="things-alarms">
          <h2 id="things-alarms">{t("things.alarms")}</h2>
          <Entries entries={alarms} devices={devices} />
        </section>
      ) : null}
      <section className="card stack" aria-labelledby="things-log">
        <h2 id="things-log">{t("things.log")}</h2>
        <p className="muted">{t("things.log_lead")}</p>
        {log.isError ? <Note tone="warn" alert>{sayWhy(log.error)}</Note> : null}
        {log.data?.length === 0 ? <p>{t("things.log_none")}</p> : null}
        <Entries entries={log.data?.filter(({ what }) => !ALARMS.has(what)) ?? []} devices={devices} />
      </section>
    </>
  );
}

function Entries({ entries, devices }: { entries: readonly Entry[]; devices: readonly Device[] }) {
  const { t, i18n } = useTranslation();
  const known = useKnown();
  // What was told is the part and, last, the command as the house calls it.
  const said = ({ what, detail }: Entry) => {
    const at = what === "command" ? (detail?.lastIndexOf(" · ") ?? -1) : -1;
    if (!detail || at < 0) return detail;
    const word = detail.slice(at + 3);
    return `${detail.slice(0, at)} · ${known(`things.act_${word}`, word)}`;
  };
  const device = (id: string | null | undefined) => devices.find((one) => one.id === id)?.name;
  return (
    <ul className="home-list">
      {entries.map((one) => (
        <li key={one.id}>
          <span className="home-name">
            <strong>{known(`things.what_${one.what}`, one.what)}</strong> <span>{said(one)}</span>
            <span className="small muted">{[showRecent(one.at, i18n.language), one.by ? t("things.by", { name: one.by }) : undefined, device(one.thing)].filter(Boolean).join(" · ")}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}
