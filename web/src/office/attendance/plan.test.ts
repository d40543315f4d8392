import { expect, test } from "vitest";
import { minuteOf, planOf, wallOf, written } from "./plan.model";

test("minutes and what the wall shows", () => {
  expect([minuteOf("09:30"), wallOf(570), wallOf(1_800)]).toEqual([570, "09:30", "06:00"]);
});

test("a plan is written and read again as it was", () => {
  const plan = planOf({
    ...written(undefined, "shift_1"),
    ways: ["place", "beacon"],
    exact: " why ",
    overtime: "30",
    site: { name: "A", latitude: "31.23", longitude: "121.47", radius: "200", networks: "203.0.113.0/28\n", wifi: "aa:01", beacons: "aa:02 四楼 东" },
  });
  expect(plan.sites?.[0]).toEqual({
    name: "A",
    latitude_e6: 31_230_000,
    longitude_e6: 121_470_000,
    radius_m: 200,
    networks: ["203.0.113.0/28"],
    heard: [
      { way: "wifi", address: "aa:01", room: "" },
      { way: "beacon", address: "aa:02", room: "四楼 东" },
    ],
  });
  expect([plan.exact, plan.tolerance.overtime_from_min, plan.week[5]]).toEqual(["why", 30, null]);
  expect(planOf(written(plan, "shift_2"), plan)).toEqual(plan);
});
