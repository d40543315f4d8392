/** A point of the earth as people write it: "30.2592, 120.1486", also as a `geo:` address or with a Chinese comma. */
export type Point = { latitude: number; longitude: number };

export function pointOf(typed: string): Point | undefined {
  const found = /^\s*(?:geo:)?\s*(-?\d{1,2}(?:\.\d+)?)\s*[,，\s]\s*(-?\d{1,3}(?:\.\d+)?)\s*(?:[?;].*)?$/i.exec(typed);
  const [latitude, longitude] = [Number(found?.[1]), Number(found?.[2])];
  const isFit = found !== null && Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;
  return isFit ? { latitude, longitude } : undefined;
}
