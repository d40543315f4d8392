/** The devices of my home: what they say as they say it, what they are told, what they do by themselves. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { OwnHome } from "@/community/homes/homes.data";
import { Check, Note, Waiting } from "@/ui/plain";
import { showRecent } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { Credentials } from "./Credentials";
import { Dangers, PartList } from "./PartList";
import { Plans } from "./Plans";
import { ThingLog } from "./ThingLog";
import { thingsQuery, useHome } from "./things.data";
import "./words";
import "@/community/homes/homes.css";

export function ThingsView({ home }: { home: OwnHome }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const where = { home: home.home };
  const things = useQuery(thingsQuery(where));
  if (things.isPending) return <Waiting label={t("common.loading")} />;
  const devices = things.data?.items ?? [];
  const { add, open } = home.rights;
  return (
    <>
      {things.isError ? <Note tone="warn" alert>{sayWhy(things.error)}</Note> : null}
      <Dangers devices={devices} />
      <PartList where={where} devices={devices} mayUnlock={open} />
      {devices.length > 0 ? <Watch home={home.home} since={things.data?.watched_since ?? undefined} /> : null}
      <Plans home={home.home} devices={devices} manages={add} />
      <Credentials where={where} devices={devices} manages={add} />
      <ThingLog where={where} devices={devices} />
    </>
  );
}

function Watch({ home, since }: { home: string; since: string | undefined }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const { watch } = useHome(home);
  return (
    <section className="card stack" aria-labelledby="things-watch">
      <h2 id="things-watch">{t("things.watch")}</h2>
      <Check checked={since !== undefined} disabled={watch.isPending} onChange={(on) => watch.mutate(on)}>
        {t("things.watch_on")}
      </Check>
      <p className="muted">{since ? t("things.watched", { at: showRecent(since, i18n.language) }) : t("things.watch_lead")}</p>
      {watch.isError ? <Note tone="warn" alert>{sayWhy(watch.error)}</Note> : null}
    </section>
  );
}
