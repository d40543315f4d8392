/** What the client says, from its own catalogue: a test names a sentence by its key, so that rewording breaks nothing. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./house";

export type Language = "zh-CN" | "en";
export type Catalogue = { [key: string]: string | Catalogue };

const read = (name: string) => JSON.parse(readFileSync(join(root, "web/src", name), "utf8")) as Catalogue;

function together(one: Catalogue, other: Catalogue): Catalogue {
  const whole = { ...one };
  for (const [key, more] of Object.entries(other)) {
    const known = whole[key];
    whole[key] = typeof known === "object" && typeof more === "object" ? together(known, more) : more;
  }
  return whole;
}

/** Pages that bring their own sentences. */
const OWN = [
  "yard/outside/outside",
  "yard/ticket/ticket",
  "yard/freeze/freeze",
  "yard/succession/takeover",
  "chat/file/file",
  "meet/kept/kept",
  "meet/selftest/selftest",
  "chat/sealed/sealed",
  "community/imports/imports",
  "community/letters/letters",
  "community/agents/agents",
  "community/doors/doors",
  "community/face/face",
  "community/homecoming/homecoming",
  "community/air/air",
  "yard/permissions/nine",
  "yard/realname/realname",
  "yard/roster/roster",
  "yard/scim/scim",
  "yard/application/application",
  "yard/console/console",
  "community/intercom/intercom",
  "community/vehicles/vehicles",
  "community/visits/visits",
  "office/attendance/attendance",
  "office/leave/leave",
  "office/attendance/rota/rota",
  "community/things/things",
  "community/stations/stations",
  "community/terminals/terminals",
  "community/answering/answering",
  "community/overview/overview",
  "chat/phone/phone",
  "office/calendar/calendar",
  "office/invited/invited",
  "office/approval/approval",
];

/** The sentences of a language: those of strangers, of whoever is signed in, and of a page that brings its own. */
export function catalogueOf(language: Language): Catalogue {
  const short = language.slice(0, 2);
  const [open, within] = [read(`app/words/${language}.json`), read(`app/words/within.${short}.json`)];
  const own = OWN.map((page) => read(`${page}.${short}.json`));
  return own.reduce(together, together(open, within));
}

const catalogues = { "zh-CN": catalogueOf("zh-CN"), en: catalogueOf("en") };

let language: Language = "zh-CN";

/** The language of whoever arrives and of every sentence from now on. */
export function speak(next: Language): void {
  language = next;
}

export const spokenNow = (): Language => language;

/** The sentence of a key, with its arguments filled in; of several for a number, the one that fits it. */
export function word(key: string, values: Record<string, string | number> = {}): string {
  const count = values["count"];
  const plural = count === undefined ? undefined : find(`${key}_${new Intl.PluralRules(language).select(Number(count))}`);
  const found = plural ?? find(key);
  if (found === undefined) throw new Error(`the catalogue has no ${key}`);
  return found.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, name: string) => String(values[name] ?? ""));
}

function find(key: string): string | undefined {
  const catalogue = catalogues[language];
  const whole = catalogue[key];
  const found = whole ?? key.split(".").reduce<string | Catalogue | undefined>((at, part) => (typeof at === "object" ? at[part] : undefined), catalogue);
  return typeof found === "string" ? found : undefined;
}
