import { expect, test } from "vitest";
import { conversationIn, lets, stateOf } from "./grant.model";

const now = Date.parse("2026-11-29T12:00:00Z");
const ends_at = "2026-11-30T12:00:00Z";
const stands_at = "2026-11-29T11:00:00Z";

test("a grant waits, stands, is over by itself, or was ended", () => {
  expect(stateOf({ ends_at }, now)).toBe("waits");
  expect(stateOf({ ends_at, stands_at }, now)).toBe("stands");
  expect(stateOf({ ends_at: stands_at, stands_at: null }, now)).toBe("over");
  expect(stateOf({ ends_at, stands_at, ended_at: stands_at }, now)).toBe("ended");
});

test("a conversation is named by its address or its id", () => {
  const id = "conversation_01890a5d-ac96-774b-bcce-b302099a8057";
  expect(conversationIn(`https://house.example/chats/${id}?at=3`)).toBe(id);
  expect(conversationIn(` ${id} `)).toBe(id);
  expect(conversationIn("项目组")).toBeUndefined();
});

test("only a case of use or of an authority that was approved and is not closed lets the keepers read", () => {
  expect(lets({ kind: "authority", state: "reviewed" }) && lets({ kind: "use", state: "released" })).toBe(true);
  for (const state of ["open", "refused", "closed"]) expect(lets({ kind: "authority", state })).toBe(false);
  expect(lets({ kind: "heir", state: "reviewed" })).toBe(false);
});
