import { expect, test } from "vitest";
import { type Outcome, overall, reportOf, runChecks } from "./selftest.model";

test("a check that throws is bad, and the others run all the same", async () => {
  const told: Outcome[] = [];
  const outcomes = await runChecks(
    [
      { name: "storage", run: () => Promise.reject(new DOMException("no", "SecurityError")) },
      { name: "house", run: async () => ({ verdict: "good", measured: "12 ms" }) },
    ],
    (outcome) => told.push(outcome),
  );
  expect(told).toEqual(outcomes);
  expect(outcomes.map(({ verdict }) => verdict)).toEqual(["bad", "good"]);
  expect(outcomes[0]?.measured).toBe("SecurityError");
});

test("the whole is as bad as its worst part, and what could not be tried does not count", () => {
  const of = (...verdicts: Outcome["verdict"][]) => overall(verdicts.map((verdict) => ({ name: "house", verdict, measured: "" })));
  expect(of("good", "unknown")).toBe("good");
  expect(of("good", "part")).toBe("part");
  expect(of("part", "bad")).toBe("bad");
});

test("the report is plain text, a line a check", () => {
  const text = reportOf([{ name: "house", verdict: "good", measured: "12 ms" }], { agent: "X", platform: "firefox", at: "now" });
  expect(text.split("\n")).toEqual(["Courtyard self-test now", "firefox | X", "good    house       12 ms"]);
});
