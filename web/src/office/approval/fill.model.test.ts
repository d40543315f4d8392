import { describe, expect, it } from "vitest";
import type { Field, Step } from "./approval.data";
import { askedFields, choosing, freshId, holds, moved, sent, shown, withFields } from "./fill.model";

const field = (id: string, more: Partial<Field> = {}): Field => ({ id, kind: "text", label: id, hint: "", required: false, choices: [], columns: [], formula: "", when: [], ...more });

describe("a form that is filled in", () => {
  it("compares numbers as numbers and words as words", () => {
    expect(holds({ field: "a", op: "ge", value: "1000" }, { a: "999" })).toBe(false);
    expect(holds({ field: "a", op: "ge", value: "1000" }, { a: "1000.50" })).toBe(true);
    expect(holds({ field: "a", op: "eq", value: "true" }, { a: true })).toBe(true);
    expect(holds({ field: "a", op: "has", value: "x" }, { a: ["y", "x"] })).toBe(true);
    expect(holds({ field: "a", op: "eq", value: "x" }, {})).toBe(false);
    expect(holds({ field: "a", op: "ne", value: "x" }, {})).toBe(true);
    expect(holds({ field: "day", op: "lt", value: "2026-12-01" }, { day: "2026-11-30" })).toBe(true);
  });

  it("shows and sends only what belongs", () => {
    const fields = [field("out", { kind: "yes_no" }), field("back", { when: [{ field: "out", op: "eq", value: "true" }] }), field("sum", { kind: "formula" })];
    expect(shown(fields, { out: false }).map(({ id }) => id)).toEqual(["out", "sum"]);
    expect(sent(fields, { out: true, back: "x", sum: "1" })).toEqual({ out: true, back: "x" });
    expect(sent(fields, { out: false, back: "x" })).toEqual({ out: false });
  });

  it("leaves to steps what is theirs", () => {
    expect(askedFields([field("what"), field("paid", { by_step: true })]).map(({ id }) => id)).toEqual(["what"]);
    const steps: Step[] = [{ kind: "decide", id: "a", name: "a", who: [{ by: "administrators" }], hidden: [], editable: ["paid", "gone"] }];
    expect(withFields({ steps, fields: [field("paid")] }, [field("paid")]).steps).toMatchObject([{ editable: ["paid"] }]);
  });

  it("hides nowhere what was taken out of the form", () => {
    const hides = (id: string): Step => ({ kind: "decide", id, name: id, who: [{ by: "administrators" }], hidden: ["pay", "card"], editable: [] });
    const steps: Step[] = [hides("a"), { kind: "parallel", id: "p", arms: [[hides("b")], [{ kind: "branch", id: "c", arms: [{ name: "x", when: [], steps: [hides("d")] }], otherwise: [hides("e")] }]] }];
    const drawn = { steps, fields: [field("pay"), field("card"), field("days")], away: "days" };
    const less = withFields(drawn, [field("pay")]);
    expect(JSON.stringify(less)).not.toContain("card");
    expect(JSON.stringify(less.steps).split('"hidden":["pay"]')).toHaveLength(5);
    expect(less.away).toBeNull();
    expect(withFields(drawn, drawn.fields)).toEqual(drawn);
  });

  it("finds the steps at which somebody is chosen, wherever they are", () => {
    const step: Step = { kind: "decide", id: "a", name: "A", who: [{ by: "chosen" }], mode: "any", if_nobody: "pass", when_late: "remind" };
    const all: Step[] = [{ kind: "parallel", id: "p", arms: [[{ kind: "branch", id: "b", arms: [{ name: "x", when: [], steps: [step] }], otherwise: [] }], []] }];
    expect(choosing(all)).toEqual([{ id: "a", name: "A" }]);
  });

  it("names and moves", () => {
    expect(freshId("field", new Set(["field_1", "field_3"]))).toBe("field_2");
    expect(moved(["a", "b", "c"], 1, -1)).toEqual(["b", "a", "c"]);
    expect(moved(["a"], 0, 1)).toEqual(["a"]);
  });
});
