import { expect, test } from "vitest";
import { endingOf, endingOfRefusal, nextTryMs, REJOIN_MS_MAX } from "./rejoin.model";

test("tries come quickly at first, then every two seconds, for a minute", () => {
  expect(nextTryMs(0, 0)).toBe(250);
  expect(nextTryMs(3, 2_000)).toBe(2_000);
  expect(nextTryMs(40, REJOIN_MS_MAX - 1)).toBe(2_000);
  expect(nextTryMs(5, REJOIN_MS_MAX)).toBeNull();
});

test("only what somebody decided ends a meeting; everything else is tried again", () => {
  expect(endingOf("PARTICIPANT_REMOVED")).toBe("removed");
  expect(endingOf("ROOM_DELETED")).toBe("ended");
  expect(endingOf("CLIENT_INITIATED")).toBe("left");
  for (const reason of ["SERVER_SHUTDOWN", "SIGNAL_CLOSE", "JOIN_FAILURE", "STATE_MISMATCH", undefined]) expect(endingOf(reason)).toBeUndefined();
  expect(endingOfRefusal("meeting.ended")).toBe("ended");
  expect(endingOfRefusal("http.500")).toBeUndefined();
});
