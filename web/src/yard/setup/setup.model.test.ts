import { expect, test } from "vitest";
import { type Answers, mistakesOn } from "./setup.model";

const answers: Answers = {
  legalName: "青砖科技有限公司",
  contactName: "张三",
  contactEmail: "zhang@house.example",
  contactPhone: "010-1234",
  contactAddress: "北京",
  publicUrl: "https://house.example",
  profile: "courtyard",
  keeperName: "张三",
  login: "zhang",
  password: "correct horse battery",
};

test("complete answers have no mistakes on any page", () => {
  for (const page of ["house", "address", "profile", "keeper"] as const) expect(mistakesOn(page, answers)).toEqual({});
});

test("each page names what is missing or wrong on it", () => {
  expect(mistakesOn("house", { ...answers, legalName: " ", contactEmail: "nobody" })).toEqual({ legalName: "missing", contactEmail: "email" });
  for (const publicUrl of ["", "house.example", "ftp://house.example", "https://house.example/a", "https://house.example/#x"]) {
    expect(mistakesOn("address", { ...answers, publicUrl })).toEqual({ publicUrl: "url" });
  }
  expect(mistakesOn("keeper", { ...answers, password: "short" })).toEqual({ password: "short" });
});
