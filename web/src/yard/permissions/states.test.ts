import { expect, test } from "vitest";
import { stateOf } from "./states";

test("on iOS the local network is to be seen in the system alone, and what is chosen each time stays with nobody", async () => {
  expect(await stateOf("local-network", true)).toBe("system");
  expect(await stateOf("screen", false)).toBe("each");
  expect(await stateOf("pictures", true)).toBe("each");
});
