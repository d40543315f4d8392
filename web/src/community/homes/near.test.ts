import { expect, test } from "vitest";
import { communityAt, FENCE_M, metres, routeTo } from "./near";

const at = (number: string, latitude: number | null, longitude: number | null) => ({ number, name: "幸福里", latitude, longitude });

test("a degree along the equator is as long as it is", () => {
  expect(metres({ latitude: 0, longitude: 0 }, { latitude: 0, longitude: 1 })).toBeCloseTo(111_195, -2);
  expect(metres({ latitude: 0, longitude: 179.9995 }, { latitude: 0, longitude: -179.9995 })).toBeLessThan(120);
});

test("inside a fence it is that community, the nearest of several, and outside of all none", () => {
  const all = [at("1", 39.9042, 116.4074), at("2", 39.9062, 116.4074), at("3", null, null)];
  expect(communityAt({ latitude: 39.9045, longitude: 116.4074 }, all)?.number).toBe("1");
  expect(communityAt({ latitude: 39.9055, longitude: 116.4074 }, all)?.number).toBe("2");
  const edge = (FENCE_M / 111_195) * 1.01;
  expect(communityAt({ latitude: 39.9042 - edge, longitude: 116.4074 }, all)).toBeUndefined();
  expect(communityAt({ latitude: 39.9042 - edge * 0.97, longitude: 116.4074 }, all)?.number).toBe("1");
  expect(communityAt({ latitude: 31.2, longitude: 121.5 }, all)).toBeUndefined();
});

test("the way there is a link to the device's own map, and there is none to what has no point", () => {
  expect(routeTo(at("1", 39.9042, 116.4074))).toBe("geo:39.9042,116.4074?q=39.9042,116.4074(%E5%B9%B8%E7%A6%8F%E9%87%8C)");
  expect(routeTo(at("3", null, null))).toBeUndefined();
});
