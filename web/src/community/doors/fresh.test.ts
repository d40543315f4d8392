import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { freshCode } from "./fresh";

type Vector = { pass: string; secret: string; doors: string[]; made: number; slip: string; code: string };

/** Computed apart from both programs; `crates/pass` is held against the same. */
const vectors = JSON.parse(readFileSync(join(import.meta.dirname, "../../../../crates/pass/tests/data/codes.json"), "utf8")) as Vector[];

describe("a code that this phone makes", () => {
  it("is the one that a door knows", async () => {
    expect(vectors).toHaveLength(4);
    for (const { made, code, ...of } of vectors) expect(await freshCode(of, made)).toBe(code);
  });

  it("is for sixteen doors at most", async () => {
    const [first] = vectors;
    await expect(freshCode({ ...first!, doors: Array(17).fill(first!.doors[0]!) }, 1)).rejects.toThrow();
  });
});
