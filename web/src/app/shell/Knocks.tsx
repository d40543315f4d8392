/** Who waits at a gate for a home of mine, over whatever page one is on. What shows it is fetched when somebody does. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useCallback, useState } from "react";
import { useHint } from "@/chat/live/work";
import { askedKey, askedQuery } from "@/community/visits/visits.data";

const AskedView = lazy(async () => ({ default: (await import("@/community/visits/AskedView")).AskedView }));
/** While somebody waits, the house is asked again: a hint may have been missed. */
const AGAIN_MS = 5_000;

export function Knocks() {
  const cache = useQueryClient();
  const { data: asked } = useQuery({ ...askedQuery, refetchInterval: ({ state }) => (state.data?.length ? AGAIN_MS : false) });
  const [later, setLater] = useState<ReadonlySet<string>>(new Set());
  const look = useCallback(() => void cache.invalidateQueries({ queryKey: askedKey }), [cache]);
  useHint("home.knock", look);
  const one = asked?.find(({ id }) => !later.has(id));
  return one ? (
    <Suspense fallback={null}>
      <AskedView key={one.id} asked={one} onLater={() => setLater((known) => new Set(known).add(one.id))} />
    </Suspense>
  ) : null;
}
