/** The key of this device, which signs when somebody clocks. Its other half cannot be read, not even by this page. */
import { fromBase64, toBase64Url } from "@/api/base64";
import { joined } from "@/api/hpke";

export type Challenge = { nonce: string; at: string; seal: string };
export type Said = {
  challenge: Challenge;
  way: string;
  inside: boolean;
  doubts: readonly string[];
  place?: { latitude_e6: number; longitude_e6: number; accuracy_m: number } | undefined;
  room?: string | undefined;
  code?: string | undefined;
  /** The fingerprint of the pictures that go along, where one clocks by one's face. */
  pictures?: string | undefined;
};

/** What is signed; the house writes the same (`crates/office/src/attendance/proof.rs`). */
export function signedText(org: string, { challenge, way, inside, doubts, place, room, code, pictures }: Said): string {
  const spot = place ? `${place.latitude_e6},${place.longitude_e6},${place.accuracy_m}` : "";
  return ["courtyard attendance 1", org, challenge.nonce, challenge.at, way, inside ? "inside" : "outside", doubts.join(","), spot, room ?? "", code ?? "", ...(pictures ? [pictures] : [])].join("\n");
}

/** The fingerprint of pictures in base64: of the fingerprints of each (SHA-256). */
export async function pictureSum(pictures: readonly string[]): Promise<string> {
  const sum = async (bytes: Uint8Array<ArrayBuffer>) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const each = await Promise.all(pictures.map((picture) => sum(fromBase64(picture))));
  return toBase64Url(await sum(joined(...each)));
}

const kind = { name: "ECDSA", namedCurve: "P-256" } as const;

type Kept = { id: string; key: CryptoKey };

/** One row for each person and organisation: on a shared device each signs with a key of his own. */
const rowOf = (person: string, org: string) => `${person} ${org}`;

function store<T>(mode: IDBTransactionMode, act: (rows: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  return new Promise((done, failed) => {
    const asked = indexedDB.open("courtyard-attendance", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("keys");
    asked.onerror = () => failed(asked.error ?? new Error("no store"));
    asked.onsuccess = () => {
      const db = asked.result;
      const request = act(db.transaction("keys", mode).objectStore("keys"));
      request.onsuccess = () => {
        done(request.result);
        db.close();
      };
      request.onerror = () => {
        failed(request.error ?? new Error("no row"));
        db.close();
      };
    };
  });
}

/** The key that this device has, if it has one. */
export const keptKey = (person: string, org: string): Promise<Kept | undefined> => store<Kept | undefined>("readonly", (rows) => rows.get(rowOf(person, org)));

/** Makes a key; `give` hands the public half to the house and answers its number. */
export async function makeKey(person: string, org: string, give: (key: string) => Promise<string>): Promise<void> {
  const pair = await crypto.subtle.generateKey(kind, false, ["sign", "verify"]);
  const id = await give(toBase64Url(new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey))));
  await store("readwrite", (rows) => rows.put({ id, key: pair.privateKey }, rowOf(person, org)));
}

export async function sign(key: CryptoKey, text: string): Promise<string> {
  return toBase64Url(new Uint8Array(await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, key, new TextEncoder().encode(text))));
}
