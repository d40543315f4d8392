import { expect, test } from "vitest";
import { gridFor, leadOf, pageOf, tilesMax } from "./stage.model";

const people = (count: number) => Array.from({ length: count }, (_, at) => ({ identity: `p${at}`, me: at === 0 }));

test("tiles are as large as the surface allows and never leave it", () => {
  expect(gridFor(1, 1600, 900)).toMatchObject({ columns: 1, rows: 1, width: 1600 });
  expect(gridFor(2, 390, 700)).toMatchObject({ columns: 1, rows: 2 });
  expect(gridFor(4, 1440, 800)).toMatchObject({ columns: 2, rows: 2 });
  for (let count = 1; count < 26; count++) {
    const { columns, rows, width, height } = gridFor(count, 1000, 600);
    expect(columns * rows).toBeGreaterThanOrEqual(count);
    expect(columns * width + 8 * (columns - 1)).toBeLessThanOrEqual(1000);
    expect(rows * height + 8 * (rows - 1)).toBeLessThanOrEqual(600);
  }
});

test("a small phone still shows two people, a wall at most twenty-five", () => {
  expect(tilesMax(100, 100)).toBe(2);
  expect(tilesMax(4000, 3000)).toBe(25);
});

test("who speaks comes to the first page without moving more than one other", () => {
  const page = pageOf(people(9), ["p7", "p1"], 4, 0);
  const shown = page.shown.map(({ identity }) => identity);
  expect(page.pages).toBe(3);
  expect(shown).toContain("p7");
  expect(shown).toContain("p1");
  expect(shown[0]).toBe("p0");
  expect(shown.length).toBe(4);
});

test("nobody is lost or doubled over the pages", () => {
  const spoke = ["p8", "p5", "p2"];
  const all = [0, 1, 2].flatMap((page) => pageOf(people(9), spoke, 4, page).shown.map(({ identity }) => identity));
  expect(new Set(all).size).toBe(9);
  expect(all.length).toBe(9);
});

test("a page that no longer exists becomes the last one", () => {
  expect(pageOf(people(3), [], 4, 7)).toMatchObject({ page: 0, pages: 1 });
});

test("the lead is the pinned one, else who spoke last, else the first other, else me", () => {
  expect(leadOf(people(3), ["p0", "p2"], undefined)).toBe("p2");
  expect(leadOf(people(3), ["p2"], "p1")).toBe("p1");
  expect(leadOf(people(3), ["p2"], "gone")).toBe("p2");
  expect(leadOf(people(3), [], undefined)).toBe("p1");
  expect(leadOf(people(1), [], undefined)).toBe("p0");
});
