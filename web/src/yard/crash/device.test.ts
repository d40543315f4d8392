import { expect, test } from "vitest";
import { agentOf } from "./device";

test("model, system and browser are read from what a browser calls itself", () => {
  const pixel = "Mozilla/5.0 (Linux; Android 16; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Mobile Safari/537.36";
  expect(agentOf(pixel)).toEqual({ model: "Pixel 9", system: "Android", systemVersion: "16", browser: "Chrome", browserVersion: "139.0.0.0" });
  const phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1";
  expect(agentOf(phone)).toEqual({ model: "iPhone", system: "iPhone", systemVersion: "18.1", browser: "Safari", browserVersion: "18.1" });
});
