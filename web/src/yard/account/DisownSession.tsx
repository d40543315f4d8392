import { useTranslation } from "react-i18next";
import { OneTap } from "@/ui/OneTap";
import { useDisown } from "./disown.data";

/** What the link of a message about a sign-in opens: it ends that session and nothing else. */
export function DisownSession({ mark }: { mark: string }) {
  const { t } = useTranslation();
  const disown = useDisown();
  return <OneTap act={disown} title={t("title.disown")} lead={t("notices.disown_lead")} go={t("notices.disown_go")} done={t("notices.disown_done")} onGo={() => disown.mutate(mark)} />;
}
