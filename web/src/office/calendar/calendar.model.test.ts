import { expect, test } from "vitest";
import { dayOf, daysOf, later, mondayOf, moved, placed, plusMonths, recursOf, ruleOf, step, touched } from "./calendar.model";

const timed = (from: string, until: string, more: object = {}) => ({ id: from, at: from, from: new Date(from).toISOString(), until: new Date(until).toISOString(), all_day: false, zone: "UTC", ...more });

test("a month is drawn in whole weeks from Monday on", () => {
  const days = daysOf("month", "2026-12-15");
  expect([days[0], days.at(-1), days.length]).toEqual(["2026-11-30", "2027-01-03", 35]);
  expect(daysOf("month", "2027-02-10")).toHaveLength(28);
  expect(mondayOf("2026-11-30")).toBe("2026-11-30");
  expect(mondayOf("2026-12-06")).toBe("2026-11-30");
  expect(plusMonths("2026-12-31", 2)).toBe("2027-02-28");
  expect(step("week", "2026-12-31", 1)).toBe("2027-01-07");
});

test("events at the same time stand side by side, and those after them have the whole width again", () => {
  const events = [timed("2026-12-01T09:00:00", "2026-12-01T11:00:00"), timed("2026-12-01T10:00:00", "2026-12-01T10:30:00"), timed("2026-12-01T11:00:00", "2026-12-01T12:00:00")];
  const found = placed(events, "2026-12-01").map(({ top, height, column, columns }) => [top, height, column, columns]);
  expect(found).toEqual([[540, 120, 0, 2], [600, 30, 1, 2], [660, 60, 0, 1]]);
});

test("an event over midnight is on both days, one that ends at midnight is not on the next, whole days are those that were named", () => {
  expect(touched(timed("2026-12-01T22:00:00", "2026-12-02T02:00:00"))).toEqual(["2026-12-01", "2026-12-02"]);
  expect(touched(timed("2026-12-01T22:00:00", "2026-12-02T00:00:00"))).toEqual(["2026-12-01"]);
  expect(placed([timed("2026-12-01T22:00:00", "2026-12-02T02:00:00")], "2026-12-02")[0]).toMatchObject({ top: 0, height: 120 });
  const days = { id: "x", at: "2026-12-24T00:00:00", from: "2026-12-23T16:00:00Z", until: "2026-12-26T16:00:00Z", all_day: true, zone: "Asia/Shanghai" };
  expect(touched(days)).toEqual(["2026-12-24", "2026-12-25", "2026-12-26"]);
});

test("a rule that was chosen is read as it was chosen, and another stays as it is", () => {
  for (const repeat of ["daily", "weekdays", "weekly", "monthly", "yearly"] as const) {
    const rule = ruleOf({ repeat, interval: 1, days: [], until: "2026-12-31", own: "" }, "2026-12-01");
    expect(recursOf(rule)).toMatchObject({ repeat, until: "2026-12-31" });
  }
  expect(ruleOf({ repeat: "weekly", interval: 2, days: ["MO", "FR"], until: "", own: "" }, "2026-12-01")).toBe("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR");
  expect(recursOf("FREQ=MONTHLY;BYDAY=-1FR")).toMatchObject({ repeat: "own", own: "FREQ=MONTHLY;BYDAY=-1FR" });
  expect(recursOf("FREQ=DAILY;COUNT=3").repeat).toBe("own");
  expect(recursOf(null).repeat).toBe("none");
  const weekly = recursOf("FREQ=WEEKLY;BYDAY=MO,WE,FR");
  expect(moved({ ...weekly, days: ["MO", "WE"] }, "2026-12-09", "2026-12-10").days).toEqual(["MO", "TH"]);
  expect(moved({ ...weekly, days: ["MO", "WE"] }, "2026-12-09", "2026-12-07").days).toEqual(["MO"]);
  expect(moved({ ...weekly, days: ["MO"] }, "2026-12-09", "2026-12-10").days).toEqual(["MO"]);
  expect(ruleOf(moved(recursOf("FREQ=WEEKLY;BYDAY=TU"), "2026-12-08", "2026-12-09"), "2026-12-09")).toBe("FREQ=WEEKLY;BYDAY=WE");
  expect(later("2026-12-01T23:30", 60)).toBe("2026-12-02T00:30");
  expect(dayOf(new Date("2026-12-01T23:30:00"))).toBe("2026-12-01");
});
