import { describe, expect, it } from "vitest";
import { showSpan, wordOf } from "./say";

describe("a call in words", () => {
  it("shows how long it was", () => {
    expect([0, 9, 75, 3600 + 62].map(showSpan)).toEqual(["00:00", "00:09", "01:15", "1:01:02"]);
  });
  it("is missed for whoever was called and not for whoever called", () => {
    const of = (outcome: "done" | "missed" | "declined" | "busy" | "cancelled", mine: boolean) => wordOf({ kind: "voice", outcome, seconds: 0 }, mine);
    expect([of("busy", true), of("busy", false), of("cancelled", false), of("declined", false), of("done", false)]).toEqual(["busy", "missed_by_me", "missed_by_me", "declined", "done"]);
  });
});
