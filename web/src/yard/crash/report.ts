/** One report to the house's own crash store: the fields of the published list, of a person who agreed. */
import { type Ask, answer, api } from "@/api/client";
import { ownBuild, ownVersion } from "../client/build";
import { device } from "./device";
import type { Fault } from "./fault";

type Report = Ask<"crash.report">;

/** What broke last, for the page that asks whether it may be told. */
let last: Fault | undefined;

export const lastFault = (): Fault | undefined => last;

/** Sends a report where the consent stands; else it is kept until the page is closed, and goes nowhere. */
export async function report(fault: Fault): Promise<boolean> {
  last = fault;
  const me = await api.GET("/api/v1/me/consents", { params: { query: { lang: document.documentElement.lang } } });
  const consent = me.data?.items.find(({ purpose }) => purpose === "crash-reports");
  if (!consent?.given_at || consent.withdrawn_at || consent.refused_at) return false;
  await send(fault);
  return true;
}

/** Sends it: to be called once the consent stands. */
export async function send({ kind, error, page }: Fault): Promise<void> {
  const { name, message, stack } = read(error);
  const body: Report = {
    kind,
    name,
    message: scrub(message).slice(0, 300),
    stack: stack.split("\n").map(frame).join("\n").slice(0, 6_000),
    page: page.slice(0, 80),
    process: "page",
    version: ownVersion,
    build: ownBuild().slice(0, 60),
    language: document.documentElement.lang.slice(0, 20),
    installation: await installation(),
    ...(await device()),
  };
  await answer(api.POST("/api/v1/crashes", { body }));
}

function read(error: unknown): { name: string; message: string; stack: string } {
  if (!(error instanceof Error)) return { name: `Thrown.${typeof error}`, message: "", stack: "" };
  const name = /^[\w.$]{1,60}$/.test(error.name) ? error.name : "Error";
  return { name, message: error.message, stack: error.stack ?? "" };
}

/** Without what could name somebody: quotations, addresses, numbers, other scripts. The house does the same once more. */
export function scrub(text: string): string {
  return text
    .replace(/"[^"]*"|'[^']*'|`[^`]*`|“[^”]*”|「[^」]*」/g, "…")
    .split(/\s+/)
    .map((word) => (/:\/\/|@|^\/|[^\x20-\x7e…]/.test(word) || (word.match(/\d/g)?.length ?? 0) >= 4 ? "…" : word))
    .join(" ")
    .trim();
}

/** A line of a stack; of an address nothing but path, line and column. What is no frame repeats the message and goes. */
export function frame(line: string): string {
  if (!/^\s*at |@\S*:\/\//.test(line)) return "";
  return line.replace(/[?#][^\s:)]*/g, "");
}

/** SHA-256 of an identifier that was drawn in this browser, is sealed in it, and leaves it as this hash alone. */
async function installation(): Promise<string> {
  const { Kept } = await import("@/ui/kept");
  const kept = await Kept.open();
  let id = (await kept?.get("installation").catch(() => undefined)) as string | undefined;
  if (!id) {
    id = hex(crypto.getRandomValues(new Uint8Array(16)));
    await kept?.put("installation", id);
  }
  return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(id))));
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
