/** `/m/123456789`: the doorstep, the meeting, and afterwards. */
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import { Doorstep, type Seated } from "@/meet/green/Doorstep";
import { Over } from "@/meet/green/Over";
import type { Ending } from "@/meet/room/rejoin.model";
import { passcodeIn } from "@/meet/start/link.model";
import { meQuery } from "@/yard/me/me.data";
import { Waiting } from "@/ui/plain";
import { recallKey } from "@/ui/memory";
import { inside, meetsHere } from "@/ui/platform";
import { Elsewhere } from "./Elsewhere";
import type { Place } from "./route";
import { Sheet } from "./Sheet";

const MeetingView = lazy(() => import("@/meet/room/MeetingView"));

export default function Meeting({ place }: { place: Place }) {
  const number = place.page === "meeting" ? place.number : "";
  return <MeetingOf key={number} number={number} />;
}

function MeetingOf({ number }: { number: string }) {
  const { t } = useTranslation();
  const me = useQuery(meQuery);
  const [seated, setSeated] = useState<Seated>();
  const [ending, setEnding] = useState<Ending>();
  const [anyway, setAnyway] = useState(false);
  const passcode = passcodeIn(location.hash);
  const over = useCallback((how: Ending) => {
    setSeated(undefined);
    setEnding(how);
  }, []);

  if (seated) {
    return (
      <Suspense fallback={<Waiting label={t("room.connecting")} />}>
        <MeetingView {...seated} onOver={over} />
      </Suspense>
    );
  }
  const stuck = inside();
  if (stuck && !meetsHere() && !anyway) return <Elsewhere program={stuck} onAnyway={() => setAnyway(true)} />;
  return (
    <Sheet width={ending ? "narrow" : "wide"}>
      {ending ? (
        <Over ending={ending} onAgain={() => setEnding(undefined)} home={me.data ? "/home" : "/"} kept={me.data ? undefined : recallKey(number)} />
      ) : me.isPending ? (
        <Waiting label={t("common.loading")} />
      ) : (
        <Doorstep
          number={number}
          me={me.data?.name}
          passcode={passcode}
          signIn={`/enter?next=${encodeURIComponent(`/m/${number}`)}${location.hash}`}
          onSeated={setSeated}
        />
      )}
    </Sheet>
  );
}
