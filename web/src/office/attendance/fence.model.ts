/** What a device answers of its own place: within or not, and whether its sensors go with it. Nothing here is sent. */

export type Site = { name: string; latitude_e6: number; longitude_e6: number; radius_m: number };
export type Fix = { latitude: number; longitude: number; accuracy: number; at: number };

/** The earth as a ball, in metres; the house reckons alike. */
const EARTH_M = 6_371_009;
/** A place that may be wrong by more says nothing of a fence. */
export const COARSE_M = 300;

export function metresTo(site: Pick<Site, "latitude_e6" | "longitude_e6">, fix: Pick<Fix, "latitude" | "longitude">): number {
  const angle = (degrees: number) => (degrees * Math.PI) / 180;
  const [north, other] = [angle(fix.latitude), angle(site.latitude_e6 / 1e6)];
  const [up, east] = [other - north, angle(site.longitude_e6 / 1e6 - fix.longitude)];
  const half = Math.sin(up / 2) ** 2 + Math.cos(north) * Math.cos(other) * Math.sin(east / 2) ** 2;
  return 2 * EARTH_M * Math.asin(Math.min(1, Math.sqrt(half)));
}

/** Whether a place is within one of the fences, and how many metres it lies beyond the nearest. */
export function within(sites: readonly Site[], fix: Fix): { inside: boolean; beyond_m: number } {
  const beyond = sites.map((site) => metresTo(site, fix) - site.radius_m);
  const least = Math.min(...beyond);
  return { inside: least <= 0, beyond_m: Math.max(0, Math.round(least)) };
}

/** Metres in a second: faster than a train, or still while it moved. */
const TOO_FAST = 90;
const WALKS = 2;
/** Metres per second squared by which a device that is carried shakes, gravity left out; a phone on a desk stays below. */
const STILL = 0.15;
/** Degrees a second at which a device that is carried turns; what a gyroscope on a desk drifts by stays below. */
const SPINS = 3;
/** Degrees by which it lies otherwise than at first; a compass on a desk wavers by less. */
const TURNS = 15;

/** What a device's sensors felt while its place was read. */
export type Felt = {
  /** Of the accelerometer: metres per second squared, gravity left out. */
  shakes: readonly number[];
  /** Of the gyroscope: degrees a second, about all axes together. */
  spins: readonly number[];
  /** Of the rotation vector: degrees by which it lay otherwise than at first, about the axis that turned most. */
  turns: readonly number[];
};
export const NOTHING_FELT: Felt = { shakes: [], spins: [], turns: [] };

/** A position in space, as degrees about three axes. */
export type Pose = readonly [number, number, number];

/** Degrees between two positions about the axis that turned most; a full turn is none. */
export const turnBetween = (before: Pose, now: Pose) => Math.max(...now.map((angle, axis) => Math.abs(((angle - (before[axis] ?? 0) + 540) % 360) - 180)));

/**
 * Whether what the sensors felt goes with how the place moved. A place that jumps, or one that travels while the device lies
 * still, is strange. It lies still where it neither shakes nor turns; a device without sensors is not strange.
 */
export function isStrange(fixes: readonly Fix[], { shakes, spins, turns }: Felt): boolean {
  const speeds = fixes.slice(1).map((fix, index) => {
    const before = fixes[index] as Fix;
    const seconds = (fix.at - before.at) / 1_000;
    const metres = metresTo({ latitude_e6: before.latitude * 1e6, longitude_e6: before.longitude * 1e6 }, fix);
    // Within what both may be wrong by, it did not move.
    const moved = metres - before.accuracy - fix.accuracy;
    return seconds > 0 && moved > 0 ? moved / seconds : 0;
  });
  const fastest = Math.max(0, ...speeds);
  if (fastest > TOO_FAST) return true;
  const isStill = shakes.length >= 10 && Math.max(...shakes) < STILL && Math.max(0, ...spins) < SPINS && Math.max(0, ...turns) < TURNS;
  return isStill && fastest > WALKS;
}

/** Degrees in millionths, as they are signed and sent: whole numbers are the same text everywhere. */
export const spotOf = (fix: Fix) => ({
  latitude_e6: Math.round(fix.latitude * 1e6),
  longitude_e6: Math.round(fix.longitude * 1e6),
  accuracy_m: Math.min(100_000, Math.round(fix.accuracy)),
});

export type Heard = { way: string; address: string; room: string };
export type Sensed = { address: string; strength: number };

/** Signals weaker than this are of another floor. */
const FLOOR_DBM = -90;

/**
 * The room whose transmitters are the nearest: of each room the strongest counts, so that one loud transmitter far away loses to a
 * near one. What was heard stays here; only the room that the organisation named leaves.
 */
export function nearestRoom(known: readonly Heard[], sensed: readonly Sensed[]): string | undefined {
  let best: { room: string; strength: number } | undefined;
  for (const { address, room } of known) {
    const heard = sensed.find((one) => one.address.toLowerCase() === address.toLowerCase());
    if (!heard || heard.strength < FLOOR_DBM || !room) continue;
    if (!best || heard.strength > best.strength) best = { room, strength: heard.strength };
  }
  return best?.room;
}

/** A place in degrees north and east, as people read and copy it. */
export const inDegrees = ({ latitude_e6: north, longitude_e6: east }: { latitude_e6: number; longitude_e6: number }) => `${(north / 1e6).toFixed(5)}, ${(east / 1e6).toFixed(5)}`;
