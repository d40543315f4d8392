import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { dark, light } from "./tokens";

const css = readFileSync(new URL("./tokens.css", import.meta.url), "utf8");
const room = readFileSync(new URL("../meet/room/room.css", import.meta.url), "utf8");

const dashed = (name: string) => `--${name.replace(/[A-Z]/g, (sign) => `-${sign.toLowerCase()}`)}`;
const block = (sheet: string, selector: string) => sheet.slice(sheet.indexOf(selector)).split("}")[0] ?? "";

function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [darker, lighter] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (lighter + 0.05) / (darker + 0.05);
}

test("style sheets and tokens say the same colours", () => {
  for (const [name, value] of Object.entries(light)) expect(block(css, ":root {"), name).toContain(`${dashed(name)}: ${value};`);
  for (const [name, value] of Object.entries(dark)) expect(block(css, '[data-theme="dark"]'), name).toContain(`${dashed(name)}: ${value};`);
});

test("the meeting is dark by the same colours", () => {
  const said = block(room, ".room {");
  for (const name of ["brick", "ink", "paper", "plaster", "door", "doorDeep", "doorText", "jade", "persimmon", "mist", "edge"] as const) {
    expect(said, name).toContain(`${dashed(name)}: ${dark[name]};`);
  }
});

test.each([
  ["light", light],
  ["dark", dark],
])("every text of the %s theme stands out 4.5 to 1 from its ground", (_theme, tokens) => {
  const grounds = [tokens.paper, tokens.plaster];
  const texts = [tokens.brick, tokens.ink, tokens.doorInk, tokens.jade, tokens.persimmon];
  for (const ground of grounds) for (const text of texts) expect(contrast(text, ground), `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5);
  for (const text of [tokens.brick, tokens.ink]) expect(contrast(text, tokens.mist), `${text} on mist`).toBeGreaterThanOrEqual(4.5);
  for (const text of [tokens.brick, tokens.ink]) expect(contrast(text, tokens.bubble), `${text} on a message of mine`).toBeGreaterThanOrEqual(4.5);
  for (const door of [tokens.door, tokens.doorDeep]) expect(contrast(tokens.doorText, door)).toBeGreaterThanOrEqual(4.5);
});

test.each([
  ["light", light],
  ["dark", dark],
])("edges and doors in the %s theme stand out 3 to 1", (_theme, tokens) => {
  for (const ground of [tokens.paper, tokens.plaster]) expect(contrast(tokens.edge, ground)).toBeGreaterThanOrEqual(3);
  for (const ground of [tokens.paper, tokens.plaster]) expect(contrast(tokens.door, ground)).toBeGreaterThanOrEqual(3);
});
