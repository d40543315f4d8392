import type { Ask } from "@/api/client";

/** What broke, and where. */
export type Fault = { kind: Ask<"crash.report">["kind"]; error: unknown; page: string };

/** A path without ids: what is no plain word goes. */
export function pageOf(path: string): string {
  return path
    .split("/")
    .map((part) => (/^[a-z-]{0,20}$/.test(part) ? part : ":id"))
    .join("/");
}
