/** Agreeing on a secret by X25519: by the browser where it knows the curve, else by a library in this page. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** A pair made here; the private half never leaves this object and is gone with the page. */
export type Pair = { readonly publicKey: Bytes; agree(theirs: Bytes): Promise<Bytes> };

const SECRET_BYTES = 32;

export async function freshPair(): Promise<Pair> {
  try {
    return await browserPair();
  } catch {
    return await libraryPair();
  }
}

export async function browserPair(): Promise<Pair> {
  const made = await crypto.subtle.generateKey({ name: "X25519" }, false, ["deriveBits"]);
  if (!("privateKey" in made)) throw new Error("no key pair was made");
  const publicKey = new Uint8Array(await crypto.subtle.exportKey("raw", made.publicKey));
  return {
    publicKey,
    async agree(theirs) {
      const other = await crypto.subtle.importKey("raw", theirs, { name: "X25519" }, false, []);
      return new Uint8Array(await crypto.subtle.deriveBits({ name: "X25519", public: other }, made.privateKey, 8 * SECRET_BYTES));
    },
  };
}

/** `secret` is for test vectors; without it a fresh one is drawn. */
export async function libraryPair(secret?: Bytes): Promise<Pair> {
  const { x25519 } = await import("@noble/curves/ed25519.js");
  const secretKey = secret ?? x25519.utils.randomSecretKey();
  return {
    publicKey: new Uint8Array(x25519.getPublicKey(secretKey)),
    agree: (theirs) => Promise.resolve(new Uint8Array(x25519.getSharedSecret(secretKey, theirs))),
  };
}
