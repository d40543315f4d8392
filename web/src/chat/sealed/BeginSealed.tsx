import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Button, Note, Waiting } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { sealedBook, standingQuery } from "./session";
import { Setup } from "./Setup";
import "./words";
import "./sealed.css";

/** Begins to write to somebody so that the house cannot read it. */
export function BeginSealed({ me, person, onBegun }: { me: string; person: string; onBegun: (conversation: string) => void }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const standing = useQuery(standingQuery(me));
  const begin = useMutation({ mutationFn: async () => await (await sealedBook(me)).begin(person), onSuccess: onBegun });
  if (standing.isPending) return <Waiting label={t("sealed.opening")} />;
  if (standing.isError) return <Note tone="warn" alert>{sayWhy(standing.error)}</Note>;
  if (standing.data !== "ready") return <Setup me={me} standing={standing.data} />;
  return (
    <div className="stack">
      <p className="muted">{t("sealed.about")}</p>
      {begin.isError ? <Note tone="warn" alert>{sayWhy(begin.error)}</Note> : null}
      <Button weight="door" icon="lock" wide busy={begin.isPending} onClick={() => begin.mutate()}>
        {t("sealed.begin_title")}
      </Button>
    </div>
  );
}
