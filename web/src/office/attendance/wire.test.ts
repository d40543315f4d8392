import { expect, test } from "vitest";
import type { Group, Way } from "./attendance.data";
import { bodyOf, codeOf, type Found, saidOf } from "./clocking.model";
import { signedText } from "./proof";

const heard = [
  { way: "wifi" as const, address: "aa:bb:cc:00:00:01", room: "" },
  { way: "beacon" as const, address: "aa:bb:cc:00:00:02", room: "4F" },
];
const group = (exact: string | null, agreed: boolean): Group => ({
  id: "group_1",
  name: "A",
  zone: "UTC",
  ways: ["place", "wifi", "beacon", "code", "network"],
  sites: [{ name: "A", latitude_e6: 31_230_000, longitude_e6: 121_470_000, radius_m: 200, networks: [], heard }],
  exact,
  exact_agreed: agreed,
  field_agreed: false,
});
const challenge = { nonce: "bm9uY2U", at: "2026-12-21T00:58:00.000Z", seal: "c2VhbA" };

/** A device at a place that no other test has, with what it hears and feels there. */
function found(seed: number): Found {
  const latitude = 31.23 + ((seed * 7_919) % 6_007) / 1e6;
  const longitude = 121.47 + ((seed * 104_729) % 6_011) / 1e6;
  const fix = (at: number) => ({ latitude, longitude, accuracy: 5 + (seed % 40), at });
  const sensed = [
    { address: "AA:BB:CC:00:00:01", strength: -50 - (seed % 40) },
    { address: `de:ad:be:ef:${(seed % 90) + 10}:01`, strength: -40 },
  ];
  return { fixes: [fix(0), fix(2_000)], felt: { shakes: [0.02, 0.4], spins: [1], turns: [0, 3] }, sensed, mock: false };
}

test("a thousand clockings say neither a coordinate nor what is near, and only yes or no", () => {
  const ways: Way[] = ["place", "wifi", "beacon", "network", "code"];
  const leaked: string[] = [];
  const keys = new Set<string>();
  for (let seed = 0; seed < 1_000; seed++) {
    const way = ways[seed % ways.length] as Way;
    const here = found(seed);
    // Whether exact places are declared, or agreed to, both are needed.
    const of = group(seed % 2 ? "why" : null, seed % 2 === 0);
    const said = saidOf(of, way, here, challenge, "screen_1.1.x");
    const wire = JSON.stringify(bodyOf(said, "c2lnbmF0dXJl"));
    const fix = here.fixes[0];
    const secrets = [`${fix?.latitude}`, `${fix?.longitude}`, `${Math.round((fix?.latitude ?? 0) * 1e6)}`, `${Math.round((fix?.longitude ?? 0) * 1e6)}`, "31.23", "121.47", "31230", "12147", ...here.sensed.map(({ address }) => address.toLowerCase()), ...heard.map(({ address }) => address)];
    const text = `${wire} ${signedText("org_1", said)}`.toLowerCase();
    leaked.push(...secrets.filter((secret) => text.includes(secret)));
    for (const key of Object.keys(JSON.parse(wire) as object)) keys.add(key);
  }
  expect(leaked).toEqual([]);
  expect([...keys].sort()).toEqual(["challenge", "code", "doubts", "inside", "signature", "way"]);
});

test("coordinates go along where they were declared and agreed to", () => {
  expect(saidOf(group("why", true), "place", found(1), challenge).place).toEqual({ latitude_e6: 31_231_912, longitude_e6: 121_472_542, accuracy_m: 6 });
});

test("near a transmitter is near, its room is said, and a feigned place is told", () => {
  const here = { ...found(1), sensed: [{ address: "AA:BB:CC:00:00:02", strength: -60 }], mock: true };
  const said = saidOf(group(null, false), "beacon", here, challenge);
  expect([said.inside, said.room, said.doubts]).toEqual([true, "4F", ["mock"]]);
  expect(saidOf(group(null, false), "wifi", here, challenge).inside).toBe(false);
});

test("a link that was cut short brings no code, and breaks nothing", () => {
  expect([codeOf("#screen_1.5.ab%2B"), codeOf("#screen_1.5.ab%2"), codeOf("#%"), codeOf("")]).toEqual(["screen_1.5.ab+", "", "", ""]);
});

test("what is signed is what the house writes", () => {
  const said = saidOf(group(null, false), "place", found(0), challenge);
  expect(signedText("org_1", said)).toBe("courtyard attendance 1\norg_1\nbm9uY2U\n2026-12-21T00:58:00.000Z\nplace\ninside\n\n\n\n");
});
