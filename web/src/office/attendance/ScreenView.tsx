/** A screen on a site: a code that changes every half minute, and nothing of anybody. */
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Note, Waiting } from "@/ui/plain";
import { keepAwake } from "@/ui/platform";
import { Qr } from "@/ui/Qr";
import { useSayWhy } from "@/ui/words";
import { screenCode } from "./attendance.data";
import "./words";
import "./attendance.css";

/** Asked for a little before the next begins, so that none is ever shown that is over. */
const EVERY_MS = 10_000;

export function ScreenView({ token }: { token: string }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  useEffect(() => keepAwake(), []);
  const shown = useQuery({ queryKey: ["office", "screen", token], queryFn: () => screenCode(token), refetchInterval: EVERY_MS, refetchIntervalInBackground: true, staleTime: 0, gcTime: 0 });
  useEffect(() => {
    document.title = `${t("attendance.screen_code")} · ${t("house.name")}`;
  }, [t]);
  if (shown.isPending) return <Waiting label={t("common.loading")} />;
  if (!shown.data) return <Note tone="warn" alert>{sayWhy(shown.error)}</Note>;
  const { org, group, code } = shown.data;
  return (
    <section className="card screen" aria-live="off">
      <h1>{t("attendance.screen_title", { group })}</h1>
      <Qr size={360} label={t("attendance.screen_code")} text={`${location.origin}/orgs/${org}/attendance#${code}`} />
      <p className="muted">{t("attendance.screen_lead")}</p>
      {shown.isError ? <Note tone="warn" alert>{sayWhy(shown.error)}</Note> : null}
    </section>
  );
}
