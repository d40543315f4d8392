/** Signing up or in, step by step: agree, then the phone, then the code, then a name if new. Pure. */

export type Step =
  | { at: "consent" }
  | { at: "phone" }
  | { at: "code"; phone: string; resendAt: number }
  | { at: "name"; phone: string; code: string };

export type Consent = { version: string; purposes: string[] };

/** A mainland mobile number, with or without +86, or any E.164 number; what the server takes. */
export function readPhone(text: string): string | undefined {
  const phone = text.replace(/[\s()-]/g, "").replace(/^00/, "+");
  if (/^1[3-9]\d{9}$/.test(phone)) return phone;
  if (phone.startsWith("+86")) return /^\+861[3-9]\d{9}$/.test(phone) ? phone : undefined;
  return /^\+[1-9]\d{6,14}$/.test(phone) ? phone : undefined;
}

/** What is agreed to: everything required, and of the rest only what was ticked. */
export function agreed(
  asked: { version: string; items: readonly { purpose: string; required: boolean }[] },
  ticked: ReadonlySet<string>,
): Consent {
  const purposes = asked.items.filter((item) => item.required || ticked.has(item.purpose)).map((item) => item.purpose);
  return { version: asked.version, purposes };
}

/** An earlier agreement counts only for the same version and when nothing required was added. */
export function stillAgreed(
  earlier: Consent | undefined,
  asked: { version: string; items: readonly { purpose: string; required: boolean }[] },
): boolean {
  if (!earlier || earlier.version !== asked.version) return false;
  return asked.items.every((item) => !item.required || earlier.purposes.includes(item.purpose));
}
