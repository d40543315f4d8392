import { useTranslation } from "react-i18next";
import { Button, Note } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { useStopNotices } from "./notice.data";

/** What the link of a text message opens: one tap, no signing in. */
export function StopNotices({ mark }: { mark: string }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const stop = useStopNotices();
  if (stop.isSuccess) return <Note tone="good" alert>{t("notices.stop_done")}</Note>;
  return (
    <section className="card stack">
      <h1>{t("title.stop")}</h1>
      <p>{t("notices.stop_lead")}</p>
      <Button weight="door" busy={stop.isPending} onClick={() => stop.mutate(mark)}>
        {t("notices.stop_go")}
      </Button>
      {stop.isError ? <Note tone="warn" alert>{sayWhy(stop.error)}</Note> : null}
    </section>
  );
}
