import { expect, test } from "vitest";
import { agreed, isOf, readMail, readPhone, stillAgreed } from "./sign.model";

const asked = {
  version: "3",
  items: [
    { purpose: "account", required: true },
    { purpose: "news", required: false },
  ],
};

test("mainland numbers and E.164 numbers are read, everything else is not", () => {
  expect(readPhone("138 0013 8000")).toBe("13800138000");
  expect(readPhone("+86 138-0013-8000")).toBe("+8613800138000");
  expect(readPhone("0049 151 23456789")).toBe("+4915123456789");
  for (const wrong of ["", "12345", "12800138000", "+86 12345", "phone", "138001380000"]) expect(readPhone(wrong)).toBeUndefined();
});

test("what is optional is agreed to only when it was ticked", () => {
  expect(agreed(asked, new Set())).toEqual({ version: "3", purposes: ["account"] });
  expect(agreed(asked, new Set(["news"]))).toEqual({ version: "3", purposes: ["account", "news"] });
});

test("an earlier agreement ends with its version and with anything newly required", () => {
  expect(stillAgreed({ version: "3", purposes: ["account"] }, asked)).toBe(true);
  expect(stillAgreed({ version: "2", purposes: ["account"] }, asked)).toBe(false);
  expect(stillAgreed({ version: "3", purposes: [] }, asked)).toBe(false);
  expect(stillAgreed(undefined, asked)).toBe(false);
});

test("an address is read as it is typed, and its domain is the very domain", () => {
  expect(readMail(" Ana.Li+hr@ACME.example ")).toBe("ana.li+hr@acme.example");
  for (const wrong of ["", "ana", "ana@", "@acme.example", "ana@acme", "a b@acme.example", ".a@acme.example", "a@-x.example", "王芳@acme.example"])
    expect(readMail(wrong), wrong).toBeUndefined();
  expect(isOf("ana@acme.example", ["Acme.example"])).toBe(true);
  for (const other of ["ana@sub.acme.example", "ana@xacme.example", "ana@acme.example.net"]) expect(isOf(other, ["acme.example"]), other).toBe(false);
});
