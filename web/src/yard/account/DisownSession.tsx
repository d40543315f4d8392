import { useTranslation } from "react-i18next";
import { Button, Note } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { useDisown } from "./disown.data";

/** What the link of a message about a sign-in opens: one tap ends that session, no signing in. */
export function DisownSession({ mark }: { mark: string }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const disown = useDisown();
  if (disown.isSuccess) return <Note tone="good" alert>{t("notices.disown_done")}</Note>;
  return (
    <section className="card stack">
      <h1>{t("title.disown")}</h1>
      <p>{t("notices.disown_lead")}</p>
      <Button weight="door" busy={disown.isPending} onClick={() => disown.mutate(mark)}>
        {t("notices.disown_go")}
      </Button>
      {disown.isError ? <Note tone="warn" alert>{sayWhy(disown.error)}</Note> : null}
    </section>
  );
}
