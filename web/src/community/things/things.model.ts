/** Devices as a page shows them: plain functions on plain values. */
import type { Command, Credential, Device, Part } from "./things.data";

export const groups = ["doors", "light", "climate", "sensors", "others"] as const;
export type Group = (typeof groups)[number];

const groupOf: Record<Part["kind"], Group> = {
  lock: "doors",
  cover: "doors",
  event: "doors",
  camera: "doors",
  light: "light",
  switch: "light",
  climate: "climate",
  fan: "climate",
  sensor: "sensors",
  binary_sensor: "sensors",
  button: "others",
  number: "others",
  select: "others",
};

/** What always raises an alarm, as the house has it. */
const dangers: ReadonlySet<string> = new Set(["smoke", "gas", "carbon_monoxide", "moisture", "heat", "safety"]);
const moves: ReadonlySet<string> = new Set(["motion", "occupancy", "presence", "vibration"]);
const openings: ReadonlySet<string> = new Set(["door", "window", "opening", "garage_door"]);

/** A part with the device whose credential it came by. */
export type Placed = { thing: string; part: Part };

export function parted(devices: readonly Device[]): Map<Group, Placed[]> {
  const found = new Map<Group, Placed[]>(groups.map((group) => [group, []]));
  for (const { id, parts } of devices) for (const part of parts) found.get(groupOf[part.kind])?.push({ thing: id, part });
  for (const list of found.values()) list.sort((one, other) => nameOf(one.part).localeCompare(nameOf(other.part)));
  return found;
}

/** How a part is called: gateways say the name of the device again in that of its part, and what it is. */
export function nameOf({ device, name, kind }: Part): string {
  const own = name.startsWith(`${device}_`) ? name.slice(device.length + 1) : name;
  return own === "" || own === device || own === kind ? device : `${device} · ${own}`;
}

export const isDanger = ({ kind, class: guards, state }: Part): boolean => kind === "binary_sensor" && dangers.has(guards ?? "") && state["on"] === true;

/** Which words say whether a sensor's thing is so: those of a danger, of a movement, of an opening, or plain ones. */
export function saysOf(guards: string | null | undefined): "danger" | "move" | "opening" | "plain" {
  if (dangers.has(guards ?? "")) return "danger";
  if (moves.has(guards ?? "")) return "move";
  return openings.has(guards ?? "") ? "opening" : "plain";
}

export const colours = { warm: [255, 180, 107], white: [255, 255, 255], red: [220, 40, 40], green: [40, 180, 90], blue: [40, 90, 220], violet: [150, 60, 200] } as const;
export type Colour = keyof typeof colours;

/** What a word of a command wants beside it. */
export function wants(act: string): "nothing" | "percent" | "degrees" | "number" | "colour" | "choice" {
  if (act === "brightness" || act === "position") return "percent";
  if (act === "target") return "degrees";
  if (act === "number") return "number";
  if (act === "color") return "colour";
  return act === "mode" || act === "select" ? "choice" : "nothing";
}

/** A command by its word and what was typed beside it; nothing where that does not fit. */
export function commandOf(act: string, typed: string): Command | undefined {
  const number = Number(typed);
  const isNumber = typed.trim() !== "" && Number.isFinite(number);
  switch (act) {
    case "brightness":
    case "position":
      return isNumber && number >= 0 && number <= 100 ? { act, percent: Math.round(number) } : undefined;
    case "target":
      return isNumber ? { act, degrees: number } : undefined;
    case "number":
      return isNumber ? { act, value: number } : undefined;
    case "color": {
      const [red, green, blue] = colours[typed as Colour] ?? [];
      return red === undefined || green === undefined || blue === undefined ? undefined : { act, red, green, blue };
    }
    case "mode":
      return typed ? { act, mode: typed } : undefined;
    case "select":
      return typed ? { act, option: typed } : undefined;
    case "on":
    case "off":
    case "open":
    case "close":
    case "stop":
    case "lock":
    case "unlock":
    case "press":
      return { act };
    default:
      return undefined; // a word that this page does not know yet
  }
}

/** What a command says beside its word. */
export function besideOf(command: Command): string | undefined {
  switch (command.act) {
    case "brightness":
    case "position":
      return `${command.percent}%`;
    case "target":
      return `${command.degrees} °C`;
    case "number":
      return String(command.value);
    case "mode":
      return command.mode;
    case "select":
      return command.option;
    default:
      return undefined;
  }
}

/** What a rule may wait for: what the part says now, or would. */
export function aspectsOf({ kind, state }: Part): string[] {
  const usual: Partial<Record<Part["kind"], string>> = { light: "on", switch: "on", fan: "on", binary_sensor: "on", lock: "locked", cover: "cover", climate: "mode" };
  const first = usual[kind];
  return [...new Set([...(first ? [first] : []), ...Object.keys(state).filter((aspect) => typeof state[aspect] !== "object")])];
}

/** A value as it was typed: yes and no, a number, or a word. */
export function valueOf(typed: string): unknown {
  if (typed === "true" || typed === "false") return typed === "true";
  return typed.trim() !== "" && Number.isFinite(Number(typed)) ? Number(typed) : typed;
}

export const softwares = ["zigbee2mqtt", "esphome", "tasmota", "plain", "camera"] as const;
export type Software = (typeof softwares)[number];
/** What says by itself what it is; a camera only shows. */
export type Speaking = Exclude<Software, "camera">;

/** What is entered at a device, in the words of its own software. */
export function settingsOf(software: Speaking, { address, user, password, root }: Credential): string {
  const at = new URL(address);
  const isTls = at.protocol === "mqtts:";
  const port = at.port || (isTls ? "8883" : "1883");
  switch (software) {
    case "zigbee2mqtt":
      return [
        "mqtt:",
        `  server: ${address}`,
        `  user: ${user}`,
        `  password: ${password}`,
        `  client_id: ${user}`,
        "  version: 5",
        `  base_topic: ${root}z2m`,
        "homeassistant:",
        "  enabled: true",
        `  discovery_topic: ${root}homeassistant`,
        "availability:",
        "  enabled: true",
      ].join("\n");
    case "esphome":
      return [
        "mqtt:",
        `  broker: ${at.hostname}`,
        `  port: ${port}`,
        `  username: ${user}`,
        `  password: ${password}`,
        `  client_id: ${user}`,
        `  topic_prefix: ${root}esphome`,
        `  discovery_prefix: ${root}homeassistant`,
      ].join("\n");
    case "tasmota": {
      const mqtt = `MqttHost ${at.hostname}; MqttPort ${port}; MqttUser ${user}; MqttPassword ${password}; MqttClient ${user}`;
      return `Backlog ${mqtt}; ${isTls ? "SetOption103 1; " : ""}FullTopic ${root}%prefix%/%topic%/; SetOption19 0`;
    }
    case "plain":
      return [`server: ${address}`, `user: ${user}`, `password: ${password}`, `client id: ${user}`, `topics: ${root}#`, `discovery prefix: ${root}homeassistant`].join("\n");
  }
}
