import { expect, test } from "vitest";
import { pointOf } from "./place.model";

test("a point is read as people write it, and nothing else is one", () => {
  const lake = { latitude: 30.2592, longitude: 120.1486 };
  for (const typed of ["30.2592, 120.1486", "30.2592，120.1486", "30.2592 120.1486", "geo:30.2592,120.1486?q=x"]) expect(pointOf(typed)).toEqual(lake);
  for (const typed of ["", "30.2592", "91, 120", "30, 181", "西湖", "30,120,5"]) expect(pointOf(typed)).toBeUndefined();
});
