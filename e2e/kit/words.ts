/** What the client says, from its own catalogue: a test names a sentence by its key, so that rewording breaks nothing. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./house";

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

/** The sentences of a language: those of strangers, of whoever is signed in, and of a page that brings its own. */
export function catalogueOf(language: "zh-CN" | "en"): Catalogue {
  const short = language.slice(0, 2);
  const [open, within] = [read(`app/words/${language}.json`), read(`app/words/within.${short}.json`)];
  const own = ["yard/outside/outside", "yard/ticket/ticket", "yard/freeze/freeze"].map((page) => read(`${page}.${short}.json`));
  return own.reduce(together, together(open, within));
}

const catalogue = catalogueOf("zh-CN");

/** The sentence of a key, with its arguments filled in. */
export function word(key: string, values: Record<string, string | number> = {}): string {
  let found: string | Catalogue | undefined = catalogue[key];
  if (found === undefined) {
    found = key.split(".").reduce<string | Catalogue | undefined>((at, part) => (typeof at === "object" ? at[part] : undefined), catalogue);
  }
  if (typeof found !== "string") throw new Error(`the catalogue has no ${key}`);
  return found.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, name: string) => String(values[name] ?? ""));
}
