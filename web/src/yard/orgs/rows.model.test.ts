import { expect, test } from "vitest";
import { readRows } from "./rows.model";

test("a line is a number, its ground and its role, in any of the usual separators", () => {
  const { rows, wrong } = readRows("13900000001\n13900000002,duty\r\n\n+8613900000003; consent; administrator\n13900000004\tcontract", "contract");
  expect(wrong).toEqual([]);
  expect(rows).toEqual([
    { phone: "13900000001", basis: "contract", role: "member" },
    { phone: "13900000002", basis: "duty", role: "member" },
    { phone: "+8613900000003", basis: "consent", role: "administrator" },
    { phone: "13900000004", basis: "contract", role: "member" },
  ]);
});

test("a line that says more than it may, or no number, is named and not sent", () => {
  const { rows, wrong } = readRows("13900000001,Li Lei\nhello\n13900000002,healthy\n13900000003", "duty");
  expect(wrong).toEqual([1, 2, 3]);
  expect(rows.map((row) => row.phone)).toEqual(["13900000003"]);
});
