import { expect, test } from "vitest";
import { Gatherer, PIECE_BYTES, readHead, split, WHOLE_BYTES_MAX, writeHead } from "./pieces.model";

const head = (index: number, count: number, message = "00000000000000aa") => ({ kid: "ffffffffffffffff", message, index, count });

test("a head comes back as it was written", () => {
  expect(readHead(writeHead(head(3, 7)))).toEqual(head(3, 7));
});

test("heads that make no sense are not read", () => {
  expect(readHead(new Uint8Array(5))).toBeUndefined();
  expect(readHead(writeHead(head(7, 7)))).toBeUndefined();
  expect(readHead(writeHead(head(0, 0)))).toBeUndefined();
  expect(readHead(writeHead(head(0, 65535)))).toBeUndefined();
  const old = writeHead(head(0, 1));
  old[0] = 9;
  expect(readHead(old)).toBeUndefined();
});

test("a picture goes in pieces and comes together in any order, each piece once", () => {
  const whole = Uint8Array.from({ length: 3 * PIECE_BYTES + 5 }, (_, at) => at % 251);
  const pieces = split(whole);
  expect(pieces.length).toBe(4);
  const gatherer = new Gatherer();
  for (const at of [2, 0, 3]) expect(gatherer.take("a", head(at, 4), pieces[at]!)?.whole).toBeUndefined();
  expect(gatherer.take("a", head(2, 4), pieces[2]!)).toBeUndefined();
  expect(gatherer.take("a", head(1, 4), pieces[1]!)?.whole).toEqual(whole);
});

test("two senders may use the same message id", () => {
  const gatherer = new Gatherer();
  expect(gatherer.take("a", head(0, 2), Uint8Array.of(1))?.share).toBe(0.5);
  expect(gatherer.take("b", head(1, 2), Uint8Array.of(2))?.whole).toBeUndefined();
});

test("a sender who begins much and finishes nothing is bounded", () => {
  const gatherer = new Gatherer();
  for (let at = 0; at < 100; at++) gatherer.take("a", head(0, 2, at.toString(16).padStart(16, "0")), Uint8Array.of(1));
  expect(gatherer.take("a", head(1, 2, "0".repeat(16)), Uint8Array.of(2))?.whole).toBeUndefined();
});

test("what is too large is not sent", () => {
  expect(() => split(new Uint8Array(WHOLE_BYTES_MAX + 1))).toThrow("too large");
  expect(split(new Uint8Array(0)).length).toBe(1);
});
