/** How a device comes into a group: by a welcome, as the one who begins it, or from outside. */
import { fromBase64, toBase64, toBase64Url } from "@/api/base64";
import { idBytes } from "./bytes";
import type { Keep } from "./keep";
import * as mls from "./mls";
import type { Line, Packages, Place } from "./shapes";
import { isRefused, knownOf, type Change, type Wire } from "./wire";

export interface Joined {
  place: Place;
  line?: Line;
  packages?: Packages;
}

export function changeOf(made: mls.Changed, come: readonly string[]): Change {
  const welcome = made.welcome && toBase64(made.welcome);
  const mark = toBase64Url(crypto.getRandomValues(new Uint8Array(18)));
  const welcomes = welcome ? come.map((device) => ({ device, welcome })) : [];
  return { mark, cipher: toBase64(made.cipher), info: toBase64(made.info), welcomes };
}

/** Once: nothing where the group changed meanwhile, and it is tried again; throws where there is no way in. */
export async function joinPlace(
  wire: Wire,
  keep: Keep,
  signer: mls.Signer,
  me: string,
  id: string,
  fromOutside = false,
): Promise<Joined | undefined> {
  const group = await wire.group(id);
  const known = knownOf(group.devices);
  if (!fromOutside) {
    const joined = await byWelcome(wire, keep, signer, known, id);
    if (joined) return joined;
    if (group.epoch === 0) return await asFirst(wire, signer, known, { id, me, people: new Set(group.devices.map((one) => one.person)) });
  }
  if (!group.info) throw new Error("nothing lies there by which a device comes in");
  const made = await mls.comeIn(signer, fromBase64(group.info), known, new Date());
  return await sent(wire, { id, me }, made, [], [signer.device]);
}

async function byWelcome(wire: Wire, keep: Keep, signer: mls.Signer, known: mls.Known, id: string): Promise<Joined | undefined> {
  const waiting = (await wire.welcomes(signer.device)).find((one) => one.conversation === id);
  const packages = (await keep.get("packages")) as Packages | undefined;
  if (!waiting || !packages) return undefined;
  try {
    const joined = await mls.join(fromBase64(waiting.welcome), [...packages.single, packages.lasting], known);
    if (!joined) return undefined;
    await wire.took(signer.device, id);
    const single = packages.single.filter((one) => !mls.same(one.shown, joined.used.shown));
    return { place: { kept: joined.next, at: waiting.seq, waiting: [] }, packages: { ...packages, single } };
  } catch {
    // Made for a package that is no longer here: it comes in from outside.
    return undefined;
  }
}

async function asFirst(
  wire: Wire,
  signer: mls.Signer,
  known: mls.Known,
  { id, me, people }: { id: string; me: string; people: ReadonlySet<string> },
): Promise<Joined | undefined> {
  const begun = await mls.begin(signer, idBytes(id), known, new Date());
  const taken = (await Promise.all([...people].map(async (person) => await wire.takePackages(person)))).flat();
  const others = taken.flatMap(({ device, package: one }) => (one && device.id !== signer.device ? [{ device: device.id, shown: fromBase64(one) }] : []));
  const good = others.filter(({ device, shown }) => mls.isGood(shown, device, known, new Date()));
  const made = await mls.change(begun, known, { come: good.map((one) => one.shown), go: [] });
  const come = good.map((one) => one.device);
  return await sent(wire, { id, me }, made, come, []);
}

async function sent(wire: Wire, { id, me }: { id: string; me: string }, made: mls.Changed, come: string[], came: string[]): Promise<Joined | undefined> {
  try {
    const seq = await wire.change(id, changeOf(made, come));
    const line: Line | undefined = came.length > 0 ? { kind: "changed", seq, by: me, at: new Date().toISOString(), came, went: [] } : undefined;
    return { place: { kept: made.next, at: seq, waiting: [] }, ...(line ? { line } : {}) };
  } catch (error) {
    if (isRefused(error, "sealed.epoch")) return undefined;
    throw error;
  }
}
