/** An application signed me out: out of the house, too, or not. */
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Button, Note, Waiting } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { meQuery, useSignOut } from "@/yard/me/me.data";
import { farewellQuery } from "./application.data";
import "./words";

export function Farewell({ query }: { query: string }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const said = useQuery(farewellQuery(query));
  const me = useQuery(meQuery);
  const signOut = useSignOut();
  const isOut = me.data === null && said.data !== undefined;
  const to = said.data?.to ?? "/";
  // Whoever is nobody here any longer has nothing to say.
  useEffect(() => {
    if (isOut) location.replace(to);
  }, [isOut, to]);
  if (said.isError) return <Note tone="warn" alert>{sayWhy(said.error)}</Note>;
  if (!said.data || me.isPending || isOut) return <Waiting label={t("common.loading")} />;
  const go = () => location.replace(to);
  return (
    <section className="card stack" aria-labelledby="bye-title">
      <h1 id="bye-title">{t("apps.bye_title")}</h1>
      <p>{said.data.name ? t("apps.bye_from", { name: said.data.name }) : t("apps.bye_unknown")}</p>
      {signOut.isError ? <Note tone="warn" alert>{sayWhy(signOut.error)}</Note> : null}
      <div className="row wrap">
        <Button weight="door" busy={signOut.isPending} onClick={() => signOut.mutate(undefined, { onSuccess: go })}>
          {t("apps.bye_yes")}
        </Button>
        <Button disabled={signOut.isPending} onClick={go}>
          {t("apps.bye_no")}
        </Button>
      </div>
    </section>
  );
}
