// The floors of the client: who may import whom, and what only one place may touch.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

const src = resolve(import.meta.dirname, "../src");
const wings = ["meet", "chat", "office", "community"];
/** A folder may import what stands here, and itself. Wings never import each other; only `app` sees them all. */
const below = {
  api: [],
  ui: ["api"],
  yard: ["ui", "api"],
  ...Object.fromEntries(wings.map((wing) => [wing, ["yard", "ui", "api"]])),
  app: ["yard", ...wings, "ui", "api"],
};
/** What only one place may do: [what it looks like, where it is allowed, why]. */
const only = [
  [/\bfetch\(/, /^(api\/|app\/worker\/|.*\.test\.ts$)/, "the server is asked through api/client.ts"],
  [/\bnavigator\.userAgent\b/, /^(ui\/platform\.ts|meet\/selftest\/Selftest\.tsx)$/, "ui/platform.ts alone knows the platform"],
  [/\blocalStorage\b/, /^(ui\/memory\.ts|meet\/selftest\/checks\.ts)$/, "ui/memory.ts alone remembers"],
  [/from "antd/, /^ui\/kit\//, "features import ui/kit, never the kit"],
  [/from "livekit-client"/, /^(meet\/(room|selftest)|chat\/(call|phone)|community\/intercom)\//, "the media library stays in rooms and calls"],
  [/https?:\/\/(?!www\.w3\.org|house\.example|meet\.example)/, /\.(test\.ts|gen\.ts|json)$/, "no request to any other host"],
];

const mistakes = [];
for (const file of files(src)) {
  const here = relative(src, file);
  const floor = here.split("/")[0];
  const text = readFileSync(file, "utf8");
  const allowed = below[floor];
  if (!allowed) mistakes.push(`${here}: src/${floor} is no floor of the client`);
  for (const [, wanted] of text.matchAll(/(?:from|import)\s*\(?\s*"([.@][^"]*)"/g)) {
    const at = wanted.startsWith("@/") ? wanted.slice(2) : wanted.startsWith(".") ? relative(src, resolve(dirname(file), wanted)) : undefined;
    const other = at?.split("/")[0];
    if (other && other in below && other !== floor && !allowed?.includes(other)) mistakes.push(`${here}: ${floor} may not import ${other} (${wanted})`);
  }
  for (const [sign, where, why] of only) if (sign.test(text) && !where.test(here)) mistakes.push(`${here}: ${sign.source}: ${why}`);
}
for (const mistake of mistakes) console.error(mistake);
process.exit(mistakes.length > 0 ? 1 : 0);

function files(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return files(path);
    return /\.tsx?$/.test(entry.name) && !entry.name.endsWith(".d.ts") ? [path] : [];
  });
}
