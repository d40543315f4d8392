/** WebAuthn in the browser: the server's JSON in, the authenticator's JSON out. */

type Json = Record<string, unknown>;

/** Passkeys need a secure page and a browser that knows them. */
export function passkeysWork(): boolean {
  return globalThis.isSecureContext && "PublicKeyCredential" in globalThis;
}

export async function askPasskey(options: unknown): Promise<Json> {
  const publicKey = inner(options);
  const credential = await navigator.credentials.get({
    publicKey: {
      ...publicKey,
      challenge: bytesOf(publicKey["challenge"]),
      allowCredentials: described(publicKey["allowCredentials"]),
    } as PublicKeyCredentialRequestOptions,
  });
  return written(credential);
}

export async function makePasskey(options: unknown): Promise<Json> {
  const publicKey = inner(options);
  const user = publicKey["user"] as Json;
  const credential = await navigator.credentials.create({
    publicKey: {
      ...publicKey,
      challenge: bytesOf(publicKey["challenge"]),
      user: { ...user, id: bytesOf(user["id"]) },
      excludeCredentials: described(publicKey["excludeCredentials"]),
    } as unknown as PublicKeyCredentialCreationOptions,
  });
  return written(credential);
}

/** Some servers wrap the options as `{publicKey}`, some do not. */
function inner(options: unknown): Json {
  const json = options as Json;
  return (json["publicKey"] as Json | undefined) ?? json;
}

function described(list: unknown): PublicKeyCredentialDescriptor[] {
  if (!Array.isArray(list)) return [];
  return list.map((entry: Json) => ({ ...entry, id: bytesOf(entry["id"]) }) as unknown as PublicKeyCredentialDescriptor);
}

function written(credential: Credential | null): Json {
  if (!(credential instanceof PublicKeyCredential)) throw new Error("no passkey was given");
  const { response } = credential;
  const fields: Json = { clientDataJSON: textOf(response.clientDataJSON) };
  if (response instanceof AuthenticatorAttestationResponse) {
    fields["attestationObject"] = textOf(response.attestationObject);
    fields["transports"] = response.getTransports?.() ?? [];
  } else if (response instanceof AuthenticatorAssertionResponse) {
    fields["authenticatorData"] = textOf(response.authenticatorData);
    fields["signature"] = textOf(response.signature);
    fields["userHandle"] = response.userHandle ? textOf(response.userHandle) : null;
  }
  return {
    id: credential.id,
    rawId: textOf(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    response: fields,
    // Once, by its standard name: the house takes `extensions` for the same field, and refuses whoever sends both.
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

/** base64url as WebAuthn's JSON writes bytes. */
function bytesOf(text: unknown): Uint8Array<ArrayBuffer> {
  const base64 = String(text).replace(/-/g, "+").replace(/_/g, "/");
  return Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
}

function textOf(bytes: ArrayBuffer): string {
  const text = Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join("");
  return btoa(text).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}
