import { describe, expect, it } from "vitest";
import { givenBy, knownOf, readCommands, typedName } from "./command.model";

const programs = [
  { id: "b", name: "status", host: "s.example", on: true, commands: [{ name: "status", hint: "" }] },
  { id: "a", name: "deployer", host: "d.example", on: true, commands: [{ name: "deploy", hint: "<环境>" }, { name: "status", hint: "" }] },
  { id: "c", name: "old", host: "o.example", on: false, commands: [{ name: "old", hint: "" }] },
];

describe("commands", () => {
  it("are those of programs that hear", () => {
    expect(knownOf(programs).map(({ by, name }) => `${by}/${name}`)).toEqual(["deployer/deploy", "deployer/status", "status/status"]);
  });
  it("are typed from the first sign on", () => {
    expect([typedName("/"), typedName("/De"), typedName("/deploy "), typedName("a /x"), typedName("//x")]).toEqual(["", "de", undefined, undefined, undefined]);
  });
  it("go to the chosen program of a name, with their words", () => {
    const known = knownOf(programs);
    expect(givenBy("/deploy 生产\nv7", known)).toMatchObject({ to: { program: "a" }, words: "生产\nv7" });
    expect(givenBy("/status", known, "b")).toMatchObject({ to: { program: "b" }, words: "" });
    for (const message of ["/unknown x", "deploy", " /deploy", "/usr/bin", "/"]) expect(givenBy(message, known)).toBeUndefined();
  });
  it("are read a line each", () => {
    expect(readCommands("/deploy <环境> v\n\nstatus")).toEqual([
      { name: "deploy", hint: "<环境> v" },
      { name: "status", hint: "" },
    ]);
  });
});
