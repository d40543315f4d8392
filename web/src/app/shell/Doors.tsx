/** Who rings at a door of mine, over whatever page one is on. What shows it is fetched when somebody rings. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useCallback, useEffect, useState } from "react";
import type { Frame } from "@/api/stream";
import { useRing } from "@/chat/call/ring";
import { useHint } from "@/chat/live/work";
import { type Bell, doorCallsQuery } from "@/community/intercom/intercom.data";

const BellView = lazy(async () => ({ default: (await import("@/community/intercom/BellView")).BellView }));
const DoorView = lazy(async () => ({ default: (await import("@/community/intercom/DoorView")).DoorView }));
/** How long a bell is heard on a page. */
const BELL_MS = 12_000;
/** While somebody rings, the house is asked again: a hint may have been missed. */
const AGAIN_MS = 5_000;

export function Doors() {
  const cache = useQueryClient();
  const { data } = useQuery({ ...doorCallsQuery, refetchInterval: ({ state }) => (state.data?.items.some(({ ended_at }) => !ended_at) ? AGAIN_MS : false) });
  const [silent, setSilent] = useState<ReadonlySet<string>>(new Set());
  const look = useCallback(() => void cache.invalidateQueries({ queryKey: doorCallsQuery.queryKey }), [cache]);
  const rung = useCallback(
    ({ body }: Frame) => {
      const { intercom } = body;
      if (typeof intercom === "string" && body["silent"] === true) setSilent((known) => new Set(known).add(intercom));
      look();
    },
    [look],
  );
  useHint("intercom.ringing", rung);
  useHint("intercom.changed", look);
  const [taken, setTaken] = useState<ReadonlySet<string>>(new Set());
  // What somebody else of the home answered is his; what one answered here goes on here.
  const call = data?.items.find(({ id, ended_at, answered_at }) => !ended_at && (!answered_at || taken.has(id)));
  const id = call?.id;
  const have = (has: boolean) => {
    if (id) setTaken((known) => new Set([...known].filter((one) => one !== id).concat(has ? id : [])));
  };
  useRing(call && !call.answered_at && !call.leaving && !silent.has(call.id) ? "in" : undefined);
  const bell = useBell(data?.bells, look);
  if (!call && bell)
    return (
      <Suspense fallback={null}>
        <BellView key={bell.at} home={bell.home} thing={bell.thing} rang onClose={bell.close} />
      </Suspense>
    );
  return data && call ? (
    <Suspense fallback={null}>
      <DoorView key={call.id} call={call} replies={data.replies} onHave={have} onChanged={look} />
    </Suspense>
  ) : null;
}

/** The bell with a camera that rang last, until it is closed: it leads straight into what it shows. */
function useBell(bells: readonly Bell[] | undefined, look: () => void) {
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const [shown, setShown] = useState<Bell>();
  const [heard, setHeard] = useState<string>();
  const [silent, setSilent] = useState(false);
  const rung = useCallback(
    ({ body }: Frame) => {
      setSilent(body["silent"] === true);
      look();
    },
    [look],
  );
  useHint("bell.rang", rung);
  const fresh = bells?.find(({ at, camera }) => camera && !closed.has(at));
  // It is news for a minute, and shown for as long as somebody looks.
  if (fresh && fresh.at !== shown?.at && (!shown || fresh.at > shown.at)) setShown(fresh);
  const at = shown?.at;
  useEffect(() => {
    if (!at) return undefined;
    const timer = window.setTimeout(() => setHeard(at), BELL_MS);
    return () => window.clearTimeout(timer);
  }, [at]);
  useRing(at && heard !== at && !silent ? "in" : undefined);
  const close = () => {
    if (at) setClosed((known) => new Set(known).add(at));
    setShown(undefined);
  };
  return shown ? { ...shown, close } : undefined;
}
