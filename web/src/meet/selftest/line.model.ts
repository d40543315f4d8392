/** The state of the device's own line, as far as the browser tells it: wireless, cable, or none. Pure. */

/** What browsers say of the line. Not all of them do; what is not said is not guessed. */
export type LineTold = {
  onLine: boolean;
  connection?: { type?: string; effectiveType?: string; downlink?: number; rtt?: number };
};

export type Line = { verdict: "good" | "part" | "bad"; measured: string };

export function lineOf({ onLine, connection }: LineTold): Line {
  if (!onLine || connection?.type === "none") return { verdict: "bad", measured: "offline" };
  if (!connection) return { verdict: "good", measured: "online" };
  const { type, effectiveType, downlink, rtt } = connection;
  const words = [type ?? "online", effectiveType, ...(downlink ? [`${downlink} Mbit/s`] : []), ...(rtt ? [`${rtt} ms`] : [])];
  const slow = effectiveType !== undefined && effectiveType.endsWith("2g");
  return { verdict: slow ? "part" : "good", measured: words.filter(Boolean).join(" ") };
}
