/** An error that nobody caught: a line of the log, and a report where its person agreed to that. */
import { Refusal } from "@/api/refusal";
import { note } from "../log/log";
import { isOpen } from "../open/route";
import { type Fault, pageOf } from "@/yard/crash/fault";
import { report } from "@/yard/crash/report";

/** What a browser tells of an error or of a promise that nobody listened to. */
export function broke(event: Event): void {
  if (event instanceof PromiseRejectionEvent) fell("rejection", event.reason);
  else if (event instanceof ErrorEvent) fell("error", event.error ?? new Error("script"));
}

/** Sends what broke, unless it is a "no" of the server, which is an answer. */
export function fell(kind: Fault["kind"], error: unknown): void {
  if (error instanceof Refusal) return;
  const name = error instanceof Error ? error.name : typeof error;
  // The log is of whoever is signed in; in the browser of a stranger nothing stays.
  if (!isOpen(location.pathname)) note("crash", `${name} ${pageOf(location.pathname)}`);
  void tell({ kind, error, page: pageOf(location.pathname) });
}

/** A report that does not come through is not worth another. */
async function tell(fault: Fault): Promise<void> {
  try {
    await report(fault);
  } catch {
    // The line of the log stays.
  }
}
