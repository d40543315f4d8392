import { expect, test } from "vitest";
import { treeOf } from "./departments.model";

test("departments hang below their parents, orphans and circles at the top", () => {
  const tree = treeOf([
    { id: "a", name: "A", parent: null },
    { id: "b", name: "B", parent: "a" },
    { id: "c", name: "C", parent: "gone" },
    { id: "d", name: "D", parent: "e" },
    { id: "e", name: "E", parent: "d" },
  ]);
  expect(tree.map(({ key }) => key)).toEqual(["a", "c", "d", "e"]);
  expect(tree[0]?.children.map(({ key }) => key)).toEqual(["b"]);
});
