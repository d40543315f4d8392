/**
 * The vectors of the working group against `ts-mls`, with the suite that we use: a client that was let in follows what others
 * did. The data has no licence to be kept here: it is read from the folder `test-vectors` of
 * https://github.com/mlswg/mls-implementations, where `COURTYARD_MLS_VECTORS` names it.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { bytesToBase64, decodeMlsMessage, getCiphersuiteFromName, getCiphersuiteImpl, joinGroup, makePskIndex, acceptAll, processMessage, type ClientState } from "ts-mls";
import { decodeRatchetTree } from "ts-mls/ratchetTree.js";
import { describe, expect, it } from "vitest";

interface Vector {
  cipher_suite: number;
  external_psks: { psk_id: string; psk: string }[];
  key_package: string;
  signature_priv: string;
  encryption_priv: string;
  init_priv: string;
  welcome: string;
  ratchet_tree: string | null;
  initial_epoch_authenticator: string;
  epochs: { proposals: string[]; commit: string; epoch_authenticator: string }[];
}

const folder = process.env["COURTYARD_MLS_VECTORS"];
const hex = (text: string) => Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
const toHex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

function message(text: string) {
  const [read] = decodeMlsMessage(hex(text), 0) ?? [];
  if (!read) throw new Error("no message");
  return read;
}

async function follows(vector: Vector): Promise<void> {
  const cs = await getCiphersuiteImpl(getCiphersuiteFromName("MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519"));
  const [shown, welcome] = [message(vector.key_package), message(vector.welcome)];
  if (shown.wireformat !== "mls_key_package" || welcome.wireformat !== "mls_welcome") throw new Error("another kind");
  const kept = { initPrivateKey: hex(vector.init_priv), hpkePrivateKey: hex(vector.encryption_priv), signaturePrivateKey: hex(vector.signature_priv) };
  const psks = Object.fromEntries(vector.external_psks.map((one) => [bytesToBase64(hex(one.psk_id)), hex(one.psk)]));
  const tree = vector.ratchet_tree ? decodeRatchetTree(hex(vector.ratchet_tree), 0)?.[0] : undefined;
  const joined = await joinGroup(welcome.welcome, shown.keyPackage, kept, makePskIndex(undefined, psks), cs, tree);
  expect(toHex(joined.keySchedule.epochAuthenticator)).toBe(vector.initial_epoch_authenticator);
  let state: ClientState = joined;
  for (const epoch of vector.epochs) {
    for (const one of [...epoch.proposals, epoch.commit]) {
      const read = message(one);
      if (read.wireformat !== "mls_private_message" && read.wireformat !== "mls_public_message") throw new Error("another kind");
      state = (await processMessage(read, state, makePskIndex(state, psks), acceptAll, cs)).newState;
    }
    expect(toHex(state.keySchedule.epochAuthenticator)).toBe(epoch.epoch_authenticator);
  }
}

describe.skipIf(!folder)("the vectors of the working group", () => {
  for (const name of ["passive-client-welcome", "passive-client-handling-commit", "passive-client-random"]) {
    it(name, { timeout: 240_000 }, async () => {
      const vectors = JSON.parse(readFileSync(join(folder ?? "", `${name}.json`), "utf8")) as Vector[];
      const ours = vectors.filter((one) => one.cipher_suite === 1);
      expect(ours.length).toBeGreaterThan(0);
      for (const vector of ours) await follows(vector);
    });
  }
});
