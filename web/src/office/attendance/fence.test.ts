import { expect, test } from "vitest";
import { isStrange, metresTo, nearestRoom, NOTHING_FELT, spotOf, turnBetween, within } from "./fence.model";

const site = { name: "A", latitude_e6: 31_230_000, longitude_e6: 121_470_000, radius_m: 200 };
const fix = (latitude: number, longitude: number, at = 0, accuracy = 5) => ({ latitude, longitude, accuracy, at });

test("metres along the ground", () => {
  expect(Math.round(metresTo(site, fix(31.23, 121.47)))).toBe(0);
  // A thousandth of a degree northwards is 111.2 metres anywhere.
  expect(Math.round(metresTo(site, fix(31.231, 121.47)))).toBe(111);
});

test("within the nearest fence, or so many metres beyond it", () => {
  expect(within([site], fix(31.231, 121.47))).toEqual({ inside: true, beyond_m: 0 });
  expect(within([site], fix(31.233, 121.47))).toEqual({ inside: false, beyond_m: 134 });
  expect(within([site, { ...site, latitude_e6: 31_233_000 }], fix(31.233, 121.47)).inside).toBe(true);
});

test("a place that jumps, or travels while the device lies still, is strange", () => {
  const still = { shakes: Array.from({ length: 20 }, () => 0.02), spins: Array.from({ length: 20 }, () => 0.4), turns: Array.from({ length: 20 }, () => 2) };
  const carried = { ...still, shakes: Array.from({ length: 20 }, (_, index) => 0.1 + (index % 5)) };
  const there = [fix(31.23, 121.47, 0), fix(31.23, 121.47, 2_000)];
  const walks = [fix(31.23, 121.47, 0), fix(31.2303, 121.47, 4_000)];
  const jumps = [fix(31.23, 121.47, 0), fix(31.33, 121.47, 2_000)];
  expect(isStrange(there, still)).toBe(false);
  expect(isStrange(walks, carried)).toBe(false);
  expect(isStrange(walks, still)).toBe(true);
  expect(isStrange(jumps, carried)).toBe(true);
  expect(isStrange(walks, NOTHING_FELT)).toBe(false);
  expect(isStrange([], still)).toBe(false);
  // Whoever turns it in his hand, or lays it otherwise, has it with him.
  expect(isStrange(walks, { ...still, spins: [0.4, 40] })).toBe(false);
  expect(isStrange(walks, { ...still, turns: [2, 40] })).toBe(false);
});

test("a full turn is none, and the shorter way round counts", () => {
  expect(turnBetween([350, 0, 0], [10, 5, 0])).toBe(20);
  expect(turnBetween([0, 170, 0], [360, -170, 0])).toBe(20);
  expect(turnBetween([10, 0, -80], [10, 0, -80])).toBe(0);
});

test("what is signed is whole numbers", () => {
  expect(spotOf(fix(31.2300004, 121.4699996, 0, 12.4))).toEqual({ latitude_e6: 31_230_000, longitude_e6: 121_470_000, accuracy_m: 12 });
});

test("the room is that of the nearest transmitter, however coarse the place", () => {
  const known = [
    { way: "beacon", address: "AA:01", room: "3F" },
    { way: "beacon", address: "AA:02", room: "4F" },
    { way: "beacon", address: "AA:03", room: "" },
  ];
  expect(nearestRoom(known, [{ address: "aa:01", strength: -80 }, { address: "aa:02", strength: -60 }, { address: "aa:03", strength: -20 }])).toBe("4F");
  expect(nearestRoom(known, [{ address: "aa:01", strength: -95 }])).toBeUndefined();
  expect(nearestRoom(known, [{ address: "ff:ff", strength: -30 }])).toBeUndefined();
});
