/**
 * A small store in this browser whose values are sealed: AES-GCM under a key that WebCrypto keeps and never shows, so
 * that whoever copies the files of the browser's store, or reads it with a script of another page, has ciphertext.
 * Without WebCrypto or IndexedDB (a private window, an insecure page) nothing is kept.
 */
type Bytes = Uint8Array<ArrayBuffer>;
type Sealed = { iv: Bytes; box: Bytes };

const STORE = "kept";
const KEY = "key";

const utf8 = new TextEncoder();

export class Kept {
  private constructor(
    private readonly db: IDBDatabase,
    private readonly key: CryptoKey,
  ) {}

  static async open(): Promise<Kept | undefined> {
    if (!globalThis.crypto?.subtle || !globalThis.indexedDB) return undefined;
    const opening = indexedDB.open("courtyard", 1);
    opening.onupgradeneeded = () => void opening.result.createObjectStore(STORE);
    const db = await done(opening);
    const fresh = await freshKey();
    // Two pages may open at once: the first key stays.
    const store = db.transaction(STORE, "readwrite").objectStore(STORE);
    const known = await done<CryptoKey | undefined>(store.get(KEY) as IDBRequest<CryptoKey | undefined>);
    if (!known) await done(store.put(fresh, KEY));
    return new Kept(db, known ?? fresh);
  }

  async get(name: string): Promise<unknown> {
    const store = this.db.transaction(STORE).objectStore(STORE);
    const sealed = await done<Sealed | undefined>(store.get(name) as IDBRequest<Sealed | undefined>);
    return sealed && (await unsealValue(this.key, name, sealed));
  }

  async put(name: string, value: unknown): Promise<void> {
    const sealed = await sealValue(this.key, name, value);
    await done(this.db.transaction(STORE, "readwrite").objectStore(STORE).put(sealed, name));
  }

  /** The names that begin so. */
  async names(beginning: string): Promise<string[]> {
    const all = await done(this.db.transaction(STORE).objectStore(STORE).getAllKeys());
    return all.filter((name): name is string => typeof name === "string" && name.startsWith(beginning));
  }

  async remove(name: string): Promise<void> {
    await done(this.db.transaction(STORE, "readwrite").objectStore(STORE).delete(name));
  }
}

export async function freshKey(): Promise<CryptoKey> {
  return await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

export async function sealValue(key: CryptoKey, name: string, value: unknown): Promise<Sealed> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const plain = utf8.encode(JSON.stringify(value));
  const box = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: utf8.encode(name) }, key, plain);
  return { iv, box: new Uint8Array(box) };
}

export async function unsealValue(key: CryptoKey, name: string, { iv, box }: Sealed): Promise<unknown> {
  const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: utf8.encode(name) }, key, box);
  return JSON.parse(new TextDecoder().decode(plain)) as unknown;
}

async function done<T>(asked: IDBRequest<T>): Promise<T> {
  return await new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error ?? new Error("the store refused"));
  });
}
