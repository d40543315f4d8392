/** What the client says, from its own catalogue: a test names a sentence by its key, so that rewording breaks nothing. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./house";

type Catalogue = { [key: string]: string | Catalogue };

const catalogue = JSON.parse(readFileSync(join(root, "web/src/app/words/zh-CN.json"), "utf8")) as Catalogue;

/** The sentence of a key, with its arguments filled in. */
export function word(key: string, values: Record<string, string | number> = {}): string {
  let found: string | Catalogue | undefined = catalogue[key];
  if (found === undefined) {
    found = key.split(".").reduce<string | Catalogue | undefined>((at, part) => (typeof at === "object" ? at[part] : undefined), catalogue);
  }
  if (typeof found !== "string") throw new Error(`the catalogue has no ${key}`);
  return found.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, name: string) => String(values[name] ?? ""));
}
