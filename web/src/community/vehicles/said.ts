import { useKnown } from "@/community/known";

type Passed = { direction: string; done: string; reason?: string | null };

/** What came of a vehicle at a lane, in words. */
export function useSaid() {
  const known = useKnown();
  const word = (group: "direction" | "done" | "reason", of: string) => known(`vehicles.${group}_${of}`, of);
  return ({ direction, done, reason }: Passed): string => [word("direction", direction), word("done", done), ...(reason ? [word("reason", reason)] : [])].join(" · ");
}
