/** How a device answers when somebody clocks: what it reads, what it decides by itself, and the little that it says. */
import { askNear } from "@/ui/near";
import type { Group, Punch, Way } from "./attendance.data";
import { COARSE_M, type Felt, type Fix, isStrange, nearestRoom, NOTHING_FELT, type Pose, type Sensed, spotOf, turnBetween, within } from "./fence.model";
import type { Challenge, Said } from "./proof";

export class Unable extends Error {
  constructor(readonly why: "denied" | "coarse" | "unavailable" | "no-shell" | "camera-denied" | "camera-none") {
    super(why);
  }
}

/** The code that a screen's picture brought along; an address that was cut short brings none. */
export function codeOf(hash: string): string {
  try {
    return decodeURIComponent(hash.slice(1));
  } catch {
    return "";
  }
}

/** What a device found; it stays on it. */
export type Found = { fixes: readonly Fix[]; felt: Felt; sensed: readonly Sensed[]; mock: boolean };

/** The ways that go through the device's word. */
export const byDevice = (way: Way) => way === "place" || way === "wifi" || way === "beacon";

/** What is said of what was found: yes or no, what is strange, and coordinates only where they were asked for and agreed to. */
export function saidOf(group: Group, way: Way, found: Found, challenge: Challenge, code?: string): Said {
  const doubts: string[] = [];
  if (found.mock) doubts.push("mock");
  const last = found.fixes.at(-1);
  if (way === "place" && isStrange(found.fixes, found.felt)) doubts.push("motion");
  const heard = group.sites.flatMap((site) => site.heard ?? []).filter((one) => one.way === way);
  const hears = heard.some(({ address }) => found.sensed.some((one) => one.address.toLowerCase() === address.toLowerCase()));
  const inside = way === "place" ? last !== undefined && within(group.sites, last).inside : (way === "wifi" || way === "beacon") && hears;
  const room = way === "wifi" || way === "beacon" ? nearestRoom(heard as { way: string; address: string; room: string }[], found.sensed) : undefined;
  const place = way === "place" && last && group.exact !== null && group.exact_agreed ? spotOf(last) : undefined;
  return { challenge, way, inside, doubts, place, room, code: way === "code" ? code : undefined };
}

/** What goes over the wire, which is what was signed and nothing besides. */
export function bodyOf({ challenge, way, inside, doubts, place, room, code }: Said, signature: string): Punch {
  return {
    challenge,
    way: way as Way,
    inside,
    doubts: doubts as NonNullable<Punch["doubts"]>,
    ...(place ? { place } : {}),
    ...(room ? { room } : {}),
    ...(code ? { code } : {}),
    signature,
  };
}

/** How long the device is read: long enough for two places and what the sensors feel meanwhile. */
const READ_MS = 2_500;
const WAIT_MS = 15_000;

/**
 * Asks a device that wants to be asked whether its sensors may be read. It answers only within a click: nothing may be waited for
 * before this. Who says no clocks all the same, and nothing is felt.
 */
export async function askSensors(way: Way): Promise<void> {
  if (way !== "place" && way !== "field") return;
  type Asked = { requestPermission?: () => Promise<unknown> } | undefined;
  const kinds = globalThis as unknown as { DeviceMotionEvent?: Asked; DeviceOrientationEvent?: Asked };
  const asked = [kinds.DeviceMotionEvent, kinds.DeviceOrientationEvent].map((kind) => kind?.requestPermission?.());
  await Promise.allSettled(asked);
}

/** Feels from now on; what was felt, once it ends. */
function feel(): () => Felt {
  const [shakes, spins, turns]: [number[], number[], number[]] = [[], [], []];
  let first: Pose | undefined;
  const moved = ({ acceleration, rotationRate }: DeviceMotionEvent) => {
    if (acceleration && acceleration.x !== null) shakes.push(Math.hypot(acceleration.x, acceleration.y ?? 0, acceleration.z ?? 0));
    if (rotationRate && rotationRate.alpha !== null) spins.push(Math.hypot(rotationRate.alpha, rotationRate.beta ?? 0, rotationRate.gamma ?? 0));
  };
  const turned = ({ alpha, beta, gamma }: DeviceOrientationEvent) => {
    if (beta === null || gamma === null) return;
    const pose: Pose = [alpha ?? 0, beta, gamma];
    first ??= pose;
    turns.push(turnBetween(first, pose));
  };
  addEventListener("devicemotion", moved);
  addEventListener("deviceorientation", turned);
  return () => {
    removeEventListener("devicemotion", moved);
    removeEventListener("deviceorientation", turned);
    return { shakes, spins, turns };
  };
}

/** Reads the place for a moment, and what the sensors feel meanwhile. */
function readPlace(): Promise<Pick<Found, "fixes" | "felt">> {
  const felt = feel();
  return new Promise((done, failed) => {
    const fixes: Fix[] = [];
    const end = (act: (all: Felt) => void) => {
      navigator.geolocation.clearWatch(watch);
      clearTimeout(late);
      act(felt());
    };
    const late = setTimeout(() => end((all) => (fixes.length > 0 ? enough(all) : failed(new Unable("unavailable")))), WAIT_MS);
    const enough = (all: Felt) => ((fixes.at(-1)?.accuracy ?? Number.POSITIVE_INFINITY) > COARSE_M ? failed(new Unable("coarse")) : done({ fixes, felt: all }));
    const watch = navigator.geolocation.watchPosition(
      ({ coords, timestamp }) => {
        if (fixes.length === 0) setTimeout(() => end(enough), READ_MS);
        fixes.push({ latitude: coords.latitude, longitude: coords.longitude, accuracy: coords.accuracy, at: timestamp });
      },
      ({ code }) => {
        if (code === 1) return end(() => failed(new Unable("denied")));
        // A device loses its place for a moment now and then: only where none comes soon is there none.
        if (fixes.length === 0) setTimeout(() => fixes.length === 0 && end(() => failed(new Unable("unavailable"))), READ_MS);
      },
      // A place of before says nothing of now.
      { enableHighAccuracy: true, maximumAge: 0, timeout: WAIT_MS },
    );
  });
}

/** Reads what this way needs, and nothing else, once the sensors were asked. */
export async function read(group: Group, way: Way, asked: Promise<void>): Promise<Found> {
  const none: Found = { fixes: [], felt: NOTHING_FELT, sensed: [], mock: false };
  const heard = group.sites.flatMap((site) => site.heard ?? []).filter((one) => one.way === way);
  if (way === "place" || way === "field") {
    await asked;
    const place = await readPlace();
    // A shell knows whether a program feigns the place; a page does not.
    const near = await askNear([]);
    return { ...none, ...place, mock: near?.mock ?? false };
  }
  if (way === "wifi" || way === "beacon") {
    const near = await askNear(heard.map(({ address }) => address));
    if (!near) throw new Unable("no-shell");
    return { ...none, sensed: near.sensed, mock: near.mock };
  }
  return none;
}
