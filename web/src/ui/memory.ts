/**
 * What this browser may remember: choices about looks and devices, nothing that others know a person by.
 * Looks stand in plain, since they are needed before anything else; whatever says something of a person is sealed.
 */
import type { Kept } from "./kept";

type Looks = {
  language: string;
  theme: "light" | "dark" | "system";
  large: boolean;
  /** What a touched notification does: it asks first, until its person says otherwise. */
  pushed: "ask" | "at-once";
  /** Whether something is sealed here: who has never been here need not fetch the means to open it. */
  kept: true;
};

type Sealed = {
  /** The policy version and the purposes agreed to on this device, so that nobody is asked twice. */
  consent: { version: string; purposes: string[] };
  /** Devices chosen in the green room, and whether they were switched on. */
  devices: { camera?: string; microphone?: string; speaker?: string; cameraOn: boolean; microphoneOn: boolean };
  /** Whether this device was asked for its local network. */
  lan: boolean;
  /** The organisation one stands in; absent is oneself. */
  stand: string;
};

type Remembered = Looks & Sealed;

const SEALED: readonly (keyof Sealed)[] = ["consent", "devices", "stand"];

const opened = new Map<string, unknown>();
let kept: Promise<Kept | undefined> | undefined;

/** Opens what is sealed; to be awaited before a page is shown. What cannot be opened is forgotten. */
export async function openMemory(): Promise<void> {
  if (!recall("kept")) return;
  const store = await openKept();
  for (const key of SEALED) {
    const value = await store?.get(key).catch(() => undefined);
    if (value !== undefined) opened.set(key, value);
  }
}

/** The sealed store of this browser, opened once; `undefined` where it keeps nothing. */
export function openKept(): Promise<Kept | undefined> {
  return (kept ??= import("./kept").then(async ({ Kept }) => await Kept.open()).catch(() => undefined));
}

export function recall<Key extends keyof Remembered>(key: Key): Remembered[Key] | undefined {
  if (isSealed(key)) return opened.get(key) as Remembered[Key] | undefined;
  try {
    const text = localStorage.getItem(`courtyard.${key}`);
    return text === null ? undefined : (JSON.parse(text) as Remembered[Key]);
  } catch {
    return undefined; // storage refused, or somebody else's value
  }
}

export function remember<Key extends keyof Remembered>(key: Key, value: Remembered[Key]): void {
  if (isSealed(key)) {
    opened.set(key, value);
    remember("kept", true);
    void openKept()
      .then(async (store) => await store?.put(key, value))
      .catch(() => undefined);
    return;
  }
  try {
    localStorage.setItem(`courtyard.${key}`, JSON.stringify(value));
  } catch {
    // Private windows may refuse storage; the choice then lives until the page is closed.
  }
}

/** The key of a guest's earlier visit to a meeting, as long as the tab is open; the house knows by it who was put out. */
export function recallKey(meeting: string): string | undefined {
  try {
    return sessionStorage.getItem(`courtyard.guest.${meeting}`) ?? undefined;
  } catch {
    return undefined;
  }
}

export function rememberKey(meeting: string, key: string): void {
  try {
    sessionStorage.setItem(`courtyard.guest.${meeting}`, key);
  } catch {
    // Without storage the house knows the browser by its address alone.
  }
}

function isSealed(key: keyof Remembered): boolean {
  return (SEALED as readonly string[]).includes(key);
}
