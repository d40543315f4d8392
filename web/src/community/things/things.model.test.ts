import { expect, test } from "vitest";
import type { Part } from "./things.data";
import { aspectsOf, commandOf, isDanger, nameOf, parted, settingsOf, valueOf } from "./things.model";

const part = (more: Partial<Part>): Part => ({ id: "part_1", kind: "light", name: "", device: "lamp", via: false, does: [], choices: [], state: {}, ...more });

test("devices are parted by what they are, and each is called by its name", () => {
  const [lock, lamp] = [part({ kind: "lock", device: "front_lock", name: "front_lock_lock" }), part({})];
  const found = parted([{ id: "thing_1", added_at: "", parts: [lamp, lock] }]);
  expect(found.get("doors")).toEqual([{ thing: "thing_1", part: lock }]);
  expect(found.get("light")).toEqual([{ thing: "thing_1", part: lamp }]);
  expect(nameOf(lock)).toBe("front_lock");
  expect(nameOf(part({ kind: "sensor", device: "socket", name: "socket_power" }))).toBe("socket · power");
  expect(nameOf(lamp)).toBe("lamp");
});

test("smoke is a danger while it is there, and motion never", () => {
  const smoke = part({ kind: "binary_sensor", class: "smoke", state: { on: true } });
  expect(isDanger(smoke)).toBe(true);
  expect(isDanger({ ...smoke, state: { on: false } })).toBe(false);
  expect(isDanger({ ...smoke, class: "motion" })).toBe(false);
});

test("a command wants what fits it", () => {
  expect(commandOf("brightness", "50")).toEqual({ act: "brightness", percent: 50 });
  expect(commandOf("brightness", "101")).toBeUndefined();
  expect(commandOf("target", "")).toBeUndefined();
  expect(commandOf("color", "blue")).toEqual({ act: "color", red: 40, green: 90, blue: 220 });
  expect(commandOf("on", "")).toEqual({ act: "on" });
  expect(commandOf("dance", "")).toBeUndefined();
});

test("a rule waits for what a part says, and compares it as it is said", () => {
  expect(aspectsOf(part({ state: { on: true, color: { r: 1 }, brightness: 4 } }))).toEqual(["on", "brightness"]);
  expect(["true", "21.5", "heat"].map(valueOf)).toEqual([true, 21.5, "heat"]);
});

test("each software gets its own words for the same credential, below the device's own root", () => {
  const credential = { id: "thing_1", address: "mqtts://broker.house.example", user: "t1", password: "p", root: "home/t1/" };
  expect(settingsOf("zigbee2mqtt", credential)).toContain("base_topic: home/t1/z2m");
  expect(settingsOf("esphome", credential)).toContain("port: 8883");
  expect(settingsOf("tasmota", credential)).toContain("FullTopic home/t1/%prefix%/%topic%/");
  expect(settingsOf("tasmota", { ...credential, address: "mqtt://10.0.0.2:1884" })).toContain("MqttPort 1884");
});
