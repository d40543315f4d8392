/**
 * What this browser keeps of sealed conversations: in IndexedDB, each value encrypted under a key of the browser that nothing
 * can read out. Whoever copies the folder of the browser has the words no more than the house has.
 */
import { bytesOf, type Bytes } from "./bytes";

const NONCE_BYTES = 12;

/** Values by name; what is put stands when the promise is kept. */
export interface Keep {
  get(name: string): Promise<unknown>;
  put(values: Record<string, unknown>): Promise<void>;
  clear(): Promise<void>;
}

function asked<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((keep, fail) => {
    request.onsuccess = () => keep(request.result);
    request.onerror = () => fail(request.error ?? new Error("the browser keeps nothing"));
  });
}

function ended(work: IDBTransaction): Promise<void> {
  return new Promise((keep, fail) => {
    work.oncomplete = () => keep();
    work.onabort = () => fail(work.error ?? new Error("the browser keeps nothing"));
  });
}

/** Bytes stand in JSON under a name that no text of ours has. */
function packed(value: unknown): Bytes {
  const text = JSON.stringify(value, (_, one: unknown) => (one instanceof Uint8Array ? { $bytes: [...one] } : one));
  return new TextEncoder().encode(text);
}

function unpacked(bytes: Uint8Array): unknown {
  return JSON.parse(new TextDecoder().decode(bytes), (_, one: unknown) => {
    if (typeof one !== "object" || one === null || !("$bytes" in one) || !Array.isArray(one.$bytes)) return one;
    return Uint8Array.from(one.$bytes as number[]);
  });
}

/** Opens what is kept for somebody. */
export async function openKeep(person: string): Promise<Keep> {
  const request = indexedDB.open(`courtyard-sealed-${person}`, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("keys");
    request.result.createObjectStore("values");
  };
  const database = await asked(request);
  const key = await keyOf(database);
  return {
    async get(name) {
      const cipher = (await asked(database.transaction("values").objectStore("values").get(name))) as Bytes | undefined;
      if (!cipher) return undefined;
      const how = { name: "AES-GCM", iv: cipher.slice(0, NONCE_BYTES), additionalData: new TextEncoder().encode(name) };
      return unpacked(new Uint8Array(await crypto.subtle.decrypt(how, key, cipher.slice(NONCE_BYTES))));
    },
    async put(values) {
      const ciphers = await Promise.all(
        Object.entries(values).map(async ([name, value]): Promise<[string, Bytes]> => {
          const iv = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
          const how = { name: "AES-GCM", iv, additionalData: new TextEncoder().encode(name) };
          return [name, bytesOf([iv, new Uint8Array(await crypto.subtle.encrypt(how, key, packed(value)))])];
        }),
      );
      // All of it or nothing: a key that was used must not be there again.
      const work = database.transaction("values", "readwrite", { durability: "strict" });
      for (const [name, cipher] of ciphers) work.objectStore("values").put(cipher, name);
      await ended(work);
    },
    async clear() {
      const work = database.transaction("values", "readwrite");
      work.objectStore("values").clear();
      await ended(work);
    },
  };
}

async function keyOf(database: IDBDatabase): Promise<CryptoKey> {
  const there = (await asked(database.transaction("keys").objectStore("keys").get("own"))) as CryptoKey | undefined;
  if (there) return there;
  const fresh = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  const work = database.transaction("keys", "readwrite");
  // Another page may have been quicker.
  const again = (await asked(work.objectStore("keys").get("own"))) as CryptoKey | undefined;
  if (!again) work.objectStore("keys").put(fresh, "own");
  await ended(work);
  return again ?? fresh;
}
