/** The self-test: named checks, run one after another, each with a verdict and what was measured. */

export const checkNames = ["line", "secure", "storage", "seal", "house", "allowed", "peers", "codecs", "media", "camera", "microphone"] as const;
export type CheckName = (typeof checkNames)[number];

/** `part`: works with a limit. `unknown`: could not be tried here, which is no failure. */
export type Verdict = "good" | "part" | "bad" | "unknown";

export type Outcome = { name: CheckName; verdict: Verdict; measured: string };

export type Check = { name: CheckName; run: () => Promise<Omit<Outcome, "name">> };

const CHECK_MS_MAX = 20_000;

/** Runs the checks in order and tells each outcome at once; a check that fails or hangs is `bad`. */
export async function runChecks(checks: readonly Check[], tell: (outcome: Outcome) => void): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const { name, run } of checks) {
    const outcome = await Promise.race([run(), timeOut()]).catch((cause: unknown) => ({ verdict: "bad" as const, measured: nameOf(cause) }));
    outcomes.push({ name, ...outcome });
    tell({ name, ...outcome });
  }
  return outcomes;
}

/** The worst of all that was found; what could not be tried does not count. */
export function overall(outcomes: readonly Outcome[]): Verdict {
  if (outcomes.some(({ verdict }) => verdict === "bad")) return "bad";
  return outcomes.some(({ verdict }) => verdict === "part") ? "part" : "good";
}

/** What is copied and sent to whoever helps. Names no person. */
export function reportOf(outcomes: readonly Outcome[], about: { agent: string; platform: string; at: string }): string {
  const lines = outcomes.map(({ name, verdict, measured }) => `${verdict.padEnd(8)}${name.padEnd(12)}${measured}`.trimEnd());
  return [`Courtyard self-test ${about.at}`, `${about.platform} | ${about.agent}`, ...lines].join("\n");
}

function timeOut(): Promise<Omit<Outcome, "name">> {
  return new Promise((done) => setTimeout(() => done({ verdict: "bad", measured: "timeout" }), CHECK_MS_MAX));
}

function nameOf(cause: unknown): string {
  return cause instanceof Error ? cause.name : "Error";
}
