import { expect, test } from "vitest";
import { figuresOf } from "./quality.model";

test("what does not flow has no figure, and what is lost enough to be heard is bad", () => {
  const told = figuresOf({ volume: -23, sends: { audio: 10, video: null }, receives: { audio: 0.4, video: 4.9 } });
  expect(told).toEqual([
    { word: "volume", value: "-23 dB", bad: false },
    { word: "sends_audio", value: "10.0 %", bad: true },
    { word: "receives_audio", value: "0.4 %", bad: false },
    { word: "receives_video", value: "4.9 %", bad: false },
  ]);
  expect(figuresOf({ volume: null, sends: { audio: null, video: null }, receives: { audio: null, video: null } })).toEqual([]);
});
