import { expect, test } from "vitest";
import { lineOf } from "./line.model";

test("a device without a line says so, whatever else it tells", () => {
  expect(lineOf({ onLine: false, connection: { type: "wifi" } })).toEqual({ verdict: "bad", measured: "offline" });
  expect(lineOf({ onLine: true, connection: { type: "none" } }).verdict).toBe("bad");
});

test("wireless is told where the browser tells it, and a slow one has its limits", () => {
  expect(lineOf({ onLine: true, connection: { type: "wifi", effectiveType: "4g", downlink: 10, rtt: 50 } })).toEqual({
    verdict: "good",
    measured: "wifi 4g 10 Mbit/s 50 ms",
  });
  expect(lineOf({ onLine: true, connection: { type: "cellular", effectiveType: "slow-2g" } }).verdict).toBe("part");
  expect(lineOf({ onLine: true })).toEqual({ verdict: "good", measured: "online" });
});
