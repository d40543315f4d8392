/**
 * A device in sealed conversations (MLS, RFC 9420), with `ts-mls`: plain functions from bytes to bytes. Nothing here asks the
 * house or keeps anything. A state goes in, and the state that follows comes out; whoever calls keeps it once the house took
 * what was sent.
 */
import {
  createApplicationMessage,
  createCommit,
  createGroup,
  createGroupInfoWithExternalPubAndRatchetTree,
  decodeGroupState,
  decodeMlsMessage,
  defaultKeyPackageEqualityConfig,
  defaultKeyRetentionConfig,
  defaultPaddingConfig,
  emptyPskIndex,
  encodeGroupState,
  encodeMlsMessage,
  generateKeyPackageWithKey,
  getCiphersuiteFromName,
  getCiphersuiteImpl,
  joinGroup,
  joinGroupExternal,
  processMessage,
  type Capabilities,
  type CiphersuiteImpl,
  type ClientConfig,
  type ClientState,
  type KeyPackage,
  type LeafNode,
  type MLSMessage,
  type PrivateKeyPackage,
  type Proposal,
} from "ts-mls";
import { ratchetTreeFromExtension } from "ts-mls/groupInfo.js";
import { decryptSenderData } from "ts-mls/privateMessage.js";

/** The suite that every implementation has (RFC 9420, section 17.1). */
const SUITE = "MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519";
/** A package is good for eighty days: other implementations take none that is good for more than three months. */
const DAYS = 80n;
const DAY_S = 86_400n;

/** The keys by which a device signs. */
export interface Signer {
  /** Its id in the house; the groups know it by that. */
  device: string;
  signKey: Uint8Array;
  publicKey: Uint8Array;
}

/** A package and what opens what is sent to it: the first is given out, the second stays. */
export interface Package {
  shown: Uint8Array;
  kept: PrivateKeyPackage;
}

/** A device that is in a group. */
export interface Leaf {
  /** Where in the group. */
  at: number;
  device: string;
  signs: Uint8Array;
}

/** Whose devices these are, and what they sign by, as the house says. */
export type Known = ReadonlyMap<string, Uint8Array>;

/** What came is no message of this kind, or of another group. */
export class NotReadable extends Error {
  override name = "NotReadable";
}

let suite: Promise<CiphersuiteImpl> | undefined;

function cipherSuite(): Promise<CiphersuiteImpl> {
  suite ??= getCiphersuiteImpl(getCiphersuiteFromName(SUITE));
  return suite;
}

/** Whether this browser has what the suite needs. */
export async function isAble(): Promise<boolean> {
  try {
    await (await cipherSuite()).hpke.generateKeyPair();
    await makeSigner();
    return true;
  } catch {
    return false;
  }
}

/** Fresh keys to sign by. */
export async function makeSigner(): Promise<Omit<Signer, "device">> {
  return (await cipherSuite()).signature.keygen();
}

function nameOf(device: string) {
  return { credentialType: "basic" as const, identity: new TextEncoder().encode(device) };
}

const CAPABILITIES: Capabilities = {
  versions: ["mls10"],
  ciphersuites: [SUITE],
  extensions: [],
  proposals: [],
  credentials: ["basic"],
};

async function packageOf(signer: Signer, now: Date): Promise<{ publicPackage: KeyPackage; privatePackage: PrivateKeyPackage }> {
  const seconds = BigInt(Math.floor(now.getTime() / 1000));
  const lifetime = { notBefore: seconds - DAY_S, notAfter: seconds + DAYS * DAY_S };
  return generateKeyPackageWithKey(nameOf(signer.device), CAPABILITIES, lifetime, [], signer, await cipherSuite());
}

/** A package by which this device is let in. */
export async function makePackage(signer: Signer, now: Date): Promise<Package> {
  const { publicPackage, privatePackage } = await packageOf(signer, now);
  const shown = written({ version: "mls10", wireformat: "mls_key_package", keyPackage: publicPackage });
  return { shown, kept: privatePackage };
}

function written(message: MLSMessage): Uint8Array {
  return encodeMlsMessage(message);
}

function read<F extends MLSMessage["wireformat"]>(bytes: Uint8Array, ...formats: F[]): Extract<MLSMessage, { wireformat: F }> {
  const [message, end] = decodeMlsMessage(bytes, 0) ?? [];
  if (message === undefined || end !== bytes.length || !formats.includes(message.wireformat as F)) {
    throw new NotReadable();
  }
  return message as Extract<MLSMessage, { wireformat: F }>;
}

/**
 * A device that the house names signs by the key that it named. One that the house does not name (any longer) is no reason not
 * to read on: it is put out before anything is said (see `strangers`).
 */
function config(known: Known): ClientConfig {
  return {
    keyRetentionConfig: defaultKeyRetentionConfig,
    keyPackageEqualityConfig: defaultKeyPackageEqualityConfig,
    paddingConfig: defaultPaddingConfig,
    lifetimeConfig: { maximumTotalLifetime: DAY_S * 92n, validateLifetimeOnReceive: true },
    authService: {
      validateCredential: (credential, signs) => {
        if (credential.credentialType !== "basic") return Promise.resolve(false);
        const expected = known.get(new TextDecoder().decode(credential.identity));
        return Promise.resolve(expected === undefined || same(expected, signs));
      },
    },
  };
}

export function same(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}

/** Whether a package is that of this device, by the key that the house names, and good at this time. */
export function isGood(shown: Uint8Array, device: string, known: Known, now: Date): boolean {
  try {
    const { leafNode } = read(shown, "mls_key_package").keyPackage;
    const expected = known.get(device);
    const seconds = BigInt(Math.floor(now.getTime() / 1000));
    const isIts = leafNode.credential.credentialType === "basic" && new TextDecoder().decode(leafNode.credential.identity) === device;
    const { notBefore, notAfter } = leafNode.lifetime;
    return isIts && expected !== undefined && same(expected, leafNode.signaturePublicKey) && notBefore <= seconds && seconds <= notAfter;
  } catch {
    return false;
  }
}

/** What a device keeps of a group. */
export type Kept = Uint8Array;

function kept(state: ClientState): Kept {
  return encodeGroupState(state);
}

function stateOf(bytes: Kept, known: Known): ClientState {
  const [state] = decodeGroupState(bytes, 0) ?? [];
  if (state === undefined) throw new NotReadable();
  return { ...state, clientConfig: config(known) };
}

/** A group that holds nobody but this device; it counts once a change of it is taken. */
export async function begin(signer: Signer, group: Uint8Array, known: Known, now: Date): Promise<Kept> {
  const { publicPackage, privatePackage } = await packageOf(signer, now);
  return kept(await createGroup(group, publicPackage, privatePackage, [], await cipherSuite(), config(known)));
}

/** In which epoch a device is. */
export function epochOf(bytes: Kept): number {
  const [state] = decodeGroupState(bytes, 0) ?? [];
  if (state === undefined) throw new NotReadable();
  return Number(state.groupContext.epoch);
}

function leavesOf(state: Pick<ClientState, "ratchetTree">): Leaf[] {
  return state.ratchetTree.flatMap((node, at) => {
    if (node?.nodeType !== "leaf") return [];
    const leaf: LeafNode = node.leaf;
    if (leaf.credential.credentialType !== "basic") return [];
    return [{ at: at / 2, device: new TextDecoder().decode(leaf.credential.identity), signs: leaf.signaturePublicKey }];
  });
}

/** The devices in a group. */
export function leaves(bytes: Kept): Leaf[] {
  const [state] = decodeGroupState(bytes, 0) ?? [];
  if (state === undefined) throw new NotReadable();
  return leavesOf(state);
}

/** A change on its way to the house: what it is then counts only when the house took it. */
export interface Changed {
  cipher: Uint8Array;
  info: Uint8Array;
  welcome: Uint8Array | undefined;
  next: Kept;
}

async function infoOf(state: ClientState): Promise<Uint8Array> {
  const groupInfo = await createGroupInfoWithExternalPubAndRatchetTree(state, [], await cipherSuite());
  return written({ version: "mls10", wireformat: "mls_group_info", groupInfo });
}

/** Lets devices in by their packages, and puts devices out. */
export async function change(
  bytes: Kept,
  known: Known,
  { come, go }: { come: readonly Uint8Array[]; go: readonly string[] },
): Promise<Changed> {
  const state = stateOf(bytes, known);
  const adds = come.map((shown): Proposal => ({ proposalType: "add", add: { keyPackage: read(shown, "mls_key_package").keyPackage } }));
  const removed = leavesOf(state).filter((leaf) => go.includes(leaf.device));
  const removes = removed.map((leaf): Proposal => ({ proposalType: "remove", remove: { removed: leaf.at } }));
  const cs = await cipherSuite();
  const made = await createCommit({ state, cipherSuite: cs }, { extraProposals: [...removes, ...adds], ratchetTreeExtension: true });
  const welcome = made.welcome && written({ version: "mls10", wireformat: "mls_welcome", welcome: made.welcome });
  return { cipher: written(made.commit), info: await infoOf(made.newState), welcome, next: kept(made.newState) };
}

/** Comes in by a welcome, with the package that it was made for; nothing where it was made for another. */
export async function join(welcome: Uint8Array, packages: readonly Package[], known: Known): Promise<{ next: Kept; used: Package } | undefined> {
  const cs = await cipherSuite();
  const { welcome: opened } = read(welcome, "mls_welcome");
  for (const used of packages) {
    const { keyPackage } = read(used.shown, "mls_key_package");
    try {
      const state = await joinGroup(opened, keyPackage, used.kept, emptyPskIndex, cs, undefined, undefined, config(known));
      return { next: kept(state), used };
    } catch (error) {
      if (used === packages.at(-1)) throw error;
    }
  }
  return undefined;
}

/** Comes in from outside, by what the last change left there. */
export async function comeIn(signer: Signer, info: Uint8Array, known: Known, now: Date): Promise<Changed> {
  const cs = await cipherSuite();
  const { groupInfo } = read(info, "mls_group_info");
  const { publicPackage, privatePackage } = await packageOf(signer, now);
  const there = leavesOf({ ratchetTree: ratchetTreeFromExtension(groupInfo) ?? [] });
  const isBack = there.some((leaf) => same(leaf.signs, signer.publicKey));
  const made = await joinGroupExternal(groupInfo, publicPackage, privatePackage, isBack, cs, undefined, config(known));
  const cipher = written({ version: "mls10", wireformat: "mls_public_message", publicMessage: made.publicMessage });
  return { cipher, info: await infoOf(made.newState), welcome: undefined, next: kept(made.newState) };
}

/** Devices in the group that the house does not name; they are put out before anything is said. */
export function strangers(bytes: Kept, known: Known): string[] {
  return leaves(bytes).flatMap((leaf) => (known.has(leaf.device) ? [] : [leaf.device]));
}

/** Says something to all devices that are there. */
export async function say(bytes: Kept, known: Known, words: Uint8Array): Promise<{ cipher: Uint8Array; next: Kept }> {
  const made = await createApplicationMessage(stateOf(bytes, known), words, await cipherSuite());
  const cipher = written({ version: "mls10", wireformat: "mls_private_message", privateMessage: made.privateMessage });
  return { cipher, next: kept(made.newState) };
}

/** What came out of a message. */
export interface Taken {
  next: Kept;
  /** What was said, and by which device; nothing where the group changed. */
  said?: { words: Uint8Array; device: string };
  /** Who came and who went. */
  came: string[];
  went: string[];
  /** Whether this device was put out. */
  isOut: boolean;
}

/** Reads what another device sent. */
export async function take(bytes: Kept, known: Known, cipher: Uint8Array): Promise<Taken> {
  const state = stateOf(bytes, known);
  const cs = await cipherSuite();
  const message = read(cipher, "mls_private_message", "mls_public_message");
  const before = leavesOf(state);
  let by = "";
  if (message.wireformat === "mls_private_message") {
    const sender = await decryptSenderData(message.privateMessage, state.keySchedule.senderDataSecret, cs);
    by = before.find((leaf) => leaf.at === sender?.leafIndex)?.device ?? "";
  }
  const done = await processMessage(message, state, emptyPskIndex, () => "accept", cs);
  if (done.kind === "applicationMessage") {
    return { next: kept(done.newState), said: { words: done.message, device: by }, came: [], went: [], isOut: false };
  }
  const after = leavesOf(done.newState);
  const names = (these: Leaf[], others: Leaf[]) =>
    these.flatMap((leaf) => (others.some((other) => other.device === leaf.device) ? [] : [leaf.device]));
  const isOut = done.newState.groupActiveState.kind === "removedFromGroup";
  return { next: kept(done.newState), came: names(after, before), went: names(before, after), isOut };
}
