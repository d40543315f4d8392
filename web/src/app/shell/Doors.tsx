/** Who rings at a door of mine, over whatever page one is on. What shows it is fetched when somebody rings. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useCallback, useState } from "react";
import type { Frame } from "@/api/stream";
import { useRing } from "@/chat/call/ring";
import { useHint } from "@/chat/live/work";
import { doorCallsQuery } from "@/community/intercom/intercom.data";

const DoorView = lazy(async () => ({ default: (await import("@/community/intercom/DoorView")).DoorView }));
/** While somebody rings, the house is asked again: a hint may have been missed. */
const AGAIN_MS = 5_000;

export function Doors() {
  const cache = useQueryClient();
  const { data: calls } = useQuery({ ...doorCallsQuery, refetchInterval: ({ state }) => (state.data?.some(({ ended_at }) => !ended_at) ? AGAIN_MS : false) });
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
  const call = calls?.find(({ id, ended_at, answered_at }) => !ended_at && (!answered_at || taken.has(id)));
  const id = call?.id;
  const have = (has: boolean) => {
    if (id) setTaken((known) => new Set([...known].filter((one) => one !== id).concat(has ? id : [])));
  };
  useRing(call && !call.answered_at && !silent.has(call.id) ? "in" : undefined);
  return call ? (
    <Suspense fallback={null}>
      <DoorView key={call.id} call={call} onHave={have} onChanged={look} />
    </Suspense>
  ) : null;
}
