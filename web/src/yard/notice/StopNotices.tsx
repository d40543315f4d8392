import { useTranslation } from "react-i18next";
import { OneTap } from "@/ui/OneTap";
import { useStopNotices } from "./notice.data";

/** What the link of a promotion opens. */
export function StopNotices({ mark }: { mark: string }) {
  const { t } = useTranslation();
  const stop = useStopNotices();
  return <OneTap act={stop} title={t("title.stop")} lead={t("notices.stop_lead")} go={t("notices.stop_go")} done={t("notices.stop_done")} onGo={() => stop.mutate(mark)} />;
}
