/** Doors over Bluetooth: the browser lists those that are near and that one may open, and no others (ADR 0040). */
import { serviceOf, tokenFor } from "./token";

const NONCE = "8f1d0001-6a3b-4c55-9d0e-5c0f7a2b9e41";
const ANSWER = "8f1d0002-6a3b-4c55-9d0e-5c0f7a2b9e41";
const WORD = "8f1d0003-6a3b-4c55-9d0e-5c0f7a2b9e41";

type Characteristic = { readValue: () => Promise<DataView<ArrayBuffer>>; writeValueWithResponse: (value: BufferSource) => Promise<void> };
type Service = { uuid: string; getCharacteristic: (uuid: string) => Promise<Characteristic> };
type Server = { getPrimaryServices: () => Promise<Service[]>; disconnect: () => void };
export type Device = { id: string; gatt?: { connect: () => Promise<Server> } };
type Bluetooth = { requestDevice: (of: { filters: { services: string[] }[] }) => Promise<Device> };

export type Door = { number: string; name: string };
type Key = { pass: string; secret: string; doors: readonly Door[] };
/** What a door did: `open`, or `shut` and why. */
export type Did = { door: Door; opened: boolean; reason: string };

const bluetooth = (): Bluetooth | undefined => (navigator as { bluetooth?: Bluetooth }).bluetooth;

export const hasBluetooth = () => isSecureContext && bluetooth() !== undefined;

/** Has one of these doors chosen among those that are near; nothing where none was. */
export async function choose(doors: readonly Door[]): Promise<Device | undefined> {
  try {
    return await bluetooth()?.requestDevice({ filters: doors.map(({ number }) => ({ services: [serviceOf(number)] })) });
  } catch (error) {
    // Whoever closes the list chose none.
    if (error instanceof DOMException && error.name === "NotFoundError") return undefined;
    throw error;
  }
}

/** Opens the door that this is. */
export async function openBy(device: Device, key: Key): Promise<Did> {
  const server = await device.gatt?.connect();
  if (!server) throw new Error("the door does not speak");
  try {
    const services = await server.getPrimaryServices();
    for (const door of key.doors) {
      const service = services.find(({ uuid }) => uuid === serviceOf(door.number));
      if (service) return { door, ...(await answered(service, key, door)) };
    }
    throw new Error("not a door of mine");
  } finally {
    server.disconnect();
  }
}

async function answered(service: Service, key: Key, door: Door): Promise<Omit<Did, "door">> {
  const given = await (await service.getCharacteristic(NONCE)).readValue();
  const nonce = new Uint8Array(given.buffer, given.byteOffset, given.byteLength);
  await (await service.getCharacteristic(ANSWER)).writeValueWithResponse(await tokenFor(key, door.number, nonce));
  const [word = "", reason = ""] = new TextDecoder().decode(await (await service.getCharacteristic(WORD)).readValue()).split(" ");
  return { opened: word === "open", reason };
}
