import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { houseQuery } from "@/yard/house/house.data";
import { SignIn } from "@/yard/sign/SignIn";
import { Note, Waiting } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { Go } from "./Go";
import { go, type Place, safeNext } from "./route";
import { Sheet } from "./Sheet";

/** A screen on which nobody signs in by a number: the console of an organisation, by a code that a phone scans. */
const Console = lazy(() => import("./Console"));

export default function Enter({ place }: { place: Place }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const house = useQuery(houseQuery);
  const [declined, setDeclined] = useState(false);
  // The fragment may hold a meeting's passcode; it never goes into the query, which servers log.
  const next = place.page === "enter" ? place.next : safeNext(null);
  if (next === "/console")
    return (
      <Suspense fallback={<Waiting label={t("common.loading")} />}>
        <Console />
      </Suspense>
    );
  return (
    <Sheet>
      {house.isError ? <Note tone="warn">{sayWhy(house.error)}</Note> : null}
      {house.isPending ? <Waiting label={t("common.loading")} /> : null}
      {house.data && !declined ? <SignIn house={house.data} onDone={() => go(next + location.hash)} onDecline={() => setDeclined(true)} /> : null}
      {declined ? <Declined onBack={() => setDeclined(false)} /> : null}
      {house.data?.dev ? (
        <p className="small dev-hint">
          {t("outbox.hint")}{" "}
          <a href="/dev" target="_blank" rel="noopener">
            {t("title.outbox")}
          </a>
        </p>
      ) : null}
    </Sheet>
  );
}

/** A refusal leaves everything else working and says how to change one's mind. */
function Declined({ onBack }: { onBack: () => void }) {
  const { t } = useTranslation();
  return (
    <section className="stack loose">
      <h1>{t("sign.declined_title")}</h1>
      <p>{t("sign.declined_lead")}</p>
      <div className="equal">
        <Go className="button plain" to="/">
          {t("sign.declined_join")}
        </Go>
        <button type="button" className="button plain" onClick={onBack}>
          {t("sign.declined_back")}
        </button>
      </div>
    </section>
  );
}
