/** What the model of sealed conversations asks the house for; all that is encrypted goes as base64. */
import { answer, api, type Answer } from "@/api/client";
import { fromBase64, toBase64 } from "@/api/base64";
import { Refusal } from "@/api/refusal";
import type { Known } from "./mls";

export type SealerView = Answer<"sealed.devices_of">["items"][number];

/** An event, as far as it matters here. */
export interface Event {
  seq: number;
  by: string;
  at: string;
  kind: string;
  /** Which message is taken back, where something is. */
  target: number | null;
  cipher: string | null;
  recalled: boolean;
}

export interface Change {
  mark: string;
  cipher: string;
  info: string;
  welcomes: { device: string; welcome: string }[];
}

/** The house. */
export interface Wire {
  devices(): Promise<SealerView[]>;
  addDevice(signs: Uint8Array): Promise<string>;
  removeDevice(device: string): Promise<void>;
  putPackages(device: string, packages: Uint8Array[], lasting: Uint8Array | undefined): Promise<void>;
  waiting(device: string): Promise<number>;
  takePackages(person: string): Promise<{ device: SealerView; package: string | null }[]>;
  welcomes(device: string): Promise<{ conversation: string; seq: number; welcome: string }[]>;
  took(device: string, conversation: string): Promise<void>;
  begin(person: string): Promise<string>;
  group(conversation: string): Promise<{ epoch: number; info: string | null; devices: SealerView[] }>;
  page(conversation: string, after: number): Promise<Event[]>;
  send(conversation: string, mark: string, cipher: string): Promise<number>;
  change(conversation: string, wish: Change): Promise<number>;
  archive(): Promise<{ version: number; content: Uint8Array<ArrayBuffer> | undefined }>;
  putArchive(version: number, content: Uint8Array): Promise<number>;
}

const path = (conversation: string) => ({ params: { path: { conversation } } });
const of = (sealer: string) => ({ params: { path: { sealer } } });
const PAGE = 200;

export const wire: Wire = {
  devices: async () => (await answer(api.GET("/api/v1/sealed/devices"))).items.map((one) => one.device),
  addDevice: async (signs) => (await answer(api.POST("/api/v1/sealed/devices", { body: { signs: toBase64(signs) } }))).id,
  removeDevice: async (device) => void (await answer(api.DELETE("/api/v1/sealed/devices/{sealer}", of(device)))),
  putPackages: async (device, packages, lasting) => {
    const body = { packages: packages.map(toBase64), lasting: lasting ? toBase64(lasting) : null };
    await answer(api.POST("/api/v1/sealed/devices/{sealer}/packages", { ...of(device), body }));
  },
  waiting: async (device) => (await answer(api.GET("/api/v1/sealed/devices"))).items.find((one) => one.device.id === device)?.packages ?? 0,
  takePackages: async (person) => {
    const taken = await answer(api.POST("/api/v1/sealed/people/{person}/packages", { params: { path: { person } } }));
    return taken.items.map((one) => ({ device: one.device, package: one.package ?? null }));
  },
  welcomes: async (device) => (await answer(api.GET("/api/v1/sealed/devices/{sealer}/welcomes", of(device)))).items,
  took: async (sealer, conversation) => {
    await answer(api.DELETE("/api/v1/sealed/devices/{sealer}/welcomes/{conversation}", { params: { path: { sealer, conversation } } }));
  },
  begin: async (person) => (await answer(api.POST("/api/v1/conversations/sealed", { body: { person } }))).id,
  group: async (conversation) => {
    const found = await answer(api.GET("/api/v1/conversations/{conversation}/sealed", path(conversation)));
    return { epoch: found.epoch, info: found.info ?? null, devices: found.devices };
  },
  page: async (conversation, after) => {
    const query = { after, limit: PAGE };
    const { items } = await answer(api.GET("/api/v1/conversations/{conversation}/events", { params: { path: { conversation }, query } }));
    return items.map(({ seq, by, at, kind, target, cipher, recalled }) => ({ seq, by, at, kind, target: target ?? null, cipher: cipher ?? null, recalled }));
  },
  send: async (conversation, mark, cipher) =>
    (await answer(api.POST("/api/v1/conversations/{conversation}/sealed/messages", { ...path(conversation), body: { mark, cipher } }))).seq,
  change: async (conversation, body) =>
    (await answer(api.POST("/api/v1/conversations/{conversation}/sealed/changes", { ...path(conversation), body }))).seq,
  archive: async () => {
    const { version, content } = await answer(api.GET("/api/v1/sealed/archive"));
    return { version, content: content ? fromBase64(content) : undefined };
  },
  putArchive: async (version, content) =>
    (await answer(api.PUT("/api/v1/sealed/archive", { body: { version, content: toBase64(content) } }))).version,
};

/** Whether the house refused it with this code. */
export function isRefused(error: unknown, code: string): boolean {
  return error instanceof Refusal && error.code === code;
}

export function knownOf(devices: readonly SealerView[]): Known {
  return new Map(devices.map((one) => [one.id, fromBase64(one.signs)]));
}
