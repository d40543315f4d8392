/** Which community somebody stands in: found on his own device, which tells nobody where he is. */

/** Metres about a community's point within which one stands in it. */
export const FENCE_M = 500;
/** Metres by which a device may be unsure of where it is and still be believed. */
const UNSURE_MAX_M = 500;
/** Metres of the earth's mean radius (IUGG). */
const EARTH_M = 6_371_009;

export type Point = { latitude: number; longitude: number };
type Placed = { number: string; latitude?: number | null; longitude?: number | null };

function pointOf({ latitude, longitude }: Placed): Point | undefined {
  return typeof latitude === "number" && typeof longitude === "number" ? { latitude, longitude } : undefined;
}

/** Metres along a great circle. */
export function metres(one: Point, other: Point): number {
  const rad = (degrees: number) => (degrees * Math.PI) / 180;
  const [north, east] = [rad(other.latitude - one.latitude), rad(other.longitude - one.longitude)];
  const half = Math.sin(north / 2) ** 2 + Math.cos(rad(one.latitude)) * Math.cos(rad(other.latitude)) * Math.sin(east / 2) ** 2;
  return 2 * EARTH_M * Math.asin(Math.min(1, Math.sqrt(half)));
}

/** The nearest community inside whose fence this point lies; nothing where it lies in none. */
export function communityAt<One extends Placed>(here: Point, all: readonly One[]): One | undefined {
  let found: { one: One; away: number } | undefined;
  for (const one of all) {
    const point = pointOf(one);
    if (!point) continue;
    const away = metres(here, point);
    if (away <= FENCE_M && (!found || away < found.away)) found = { one, away };
  }
  return found?.one;
}

/** Where this device is, asked once and for this one answer; nothing where it is refused, unknown or too unsure. */
export function whereAmI(): Promise<Point | undefined> {
  return new Promise((done) => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => done(coords.accuracy <= UNSURE_MAX_M ? { latitude: coords.latitude, longitude: coords.longitude } : undefined),
      () => done(undefined),
      { timeout: 15_000, maximumAge: 0 },
    );
  });
}

/** A link that the device's own map opens (RFC 5870): the way there is asked of no server. */
export function routeTo(one: Placed & { name: string }): string | undefined {
  const point = pointOf(one);
  if (!point) return undefined;
  const at = `${point.latitude},${point.longitude}`;
  return `geo:${at}?q=${at}(${encodeURIComponent(one.name)})`;
}
