import { expect, test } from "vitest";
import { bare } from "./bare";

const signs = (text: string) => Array.from(text, (sign) => sign.charCodeAt(0));
const be32 = (number: number) => [number >>> 24, (number >>> 16) & 255, (number >>> 8) & 255, number & 255];
const le32 = (number: number) => be32(number).reverse();
const says = (bytes: Uint8Array, word: string) => String.fromCharCode(...bytes).includes(word);

const segment = (marker: number, body: number[]) => [0xff, marker, ...be32(body.length + 2).slice(2), ...body];
const exif = (way: number) => [...signs("Exif"), 0, 0, ...signs("II"), 0x2a, 0, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, way, 0, 0, 0, 0, 0, 0, 0, ...signs("GPS-here")];
const jpeg = (way: number) =>
  Uint8Array.from([0xff, 0xd8, ...segment(0xe0, signs("JFIF")), ...segment(0xe1, exif(way)), ...segment(0xfe, signs("of Ana")), ...segment(0xc0, [8, 0, 1, 0, 1]), 0xff, 0xda, 0, 2, 1, 2, 3, 0xff, 0xd9]);

test("a photograph loses its place and keeps its pixels and which way is up", () => {
  for (const way of [1, 6]) {
    const kept = bare(jpeg(way));
    expect(says(kept, "GPS-here") || says(kept, "of Ana")).toBe(false);
    expect(says(kept, "JFIF")).toBe(true);
    expect(Array.from(kept.slice(-9))).toEqual([0xff, 0xda, 0, 2, 1, 2, 3, 0xff, 0xd9]);
    expect(says(kept, "Exif")).toBe(way !== 1);
    if (way !== 1) expect(kept[2 + 10 + 19]).toBe(way);
  }
});

test("a PNG and a WebP lose what was written beside them", () => {
  const chunk = (name: string, body: string) => [...be32(body.length), ...signs(name), ...signs(body), 0, 0, 0, 0];
  const head = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
  const png = bare(Uint8Array.from([...head, ...chunk("IHDR", "x"), ...chunk("tEXt", "of Ana"), ...chunk("IDAT", "pixels"), ...chunk("IEND", ""), ...signs("more")]));
  expect([...png]).toEqual([...head, ...chunk("IHDR", "x"), ...chunk("IDAT", "pixels"), ...chunk("IEND", "")]);
  const riff = (name: string, body: number[]) => [...signs(name), ...le32(body.length), ...body, ...(body.length % 2 ? [0] : [])];
  const parts = [...riff("VP8X", [0b1100, 0, 0, 0]), ...riff("VP8L", [1, 2, 3]), ...riff("EXIF", signs("GPS"))];
  const webp = bare(Uint8Array.from([...signs("RIFF"), ...le32(parts.length + 4), ...signs("WEBP"), ...parts]));
  expect(says(webp, "GPS")).toBe(false);
  expect(webp[20]).toBe(0);
  expect(new DataView(webp.buffer).getUint32(4, true)).toBe(webp.length - 8);
});

test("what is no picture, or breaks off, stays as it is", () => {
  for (const other of [[], signs("hello"), [0xff, 0xd8, 0xff, 0xe1], [0xff, 0xd8, 1, 2]]) {
    expect([...bare(Uint8Array.from(other))]).toEqual(other);
  }
});
