/** Signing up or in, step by step: agree, then number or address, then the code, then a name if new. Pure. */

export type Step =
  | { at: "consent" }
  | { at: "place"; phone?: string }
  | { at: "abroad"; phone: string }
  | { at: "code"; place: Place; resendAt: number }
  | { at: "name"; place: Place; code: string };

/** Where a code goes: to a number by SMS, or to an address by mail. */
export type Place = { phone: string } | { mail: string };

export function showPlace(place: Place): string {
  return "phone" in place ? place.phone : place.mail;
}

export type Consent = { version: string; purposes: string[] };

/** A mainland mobile number, with or without +86, or any E.164 number; what the server takes. */
export function readPhone(text: string): string | undefined {
  const phone = text.replace(/[\s()-]/g, "").replace(/^00/, "+");
  if (/^1[3-9]\d{9}$/.test(phone)) return phone;
  if (phone.startsWith("+86")) return /^\+861[3-9]\d{9}$/.test(phone) ? phone : undefined;
  return /^\+[1-9]\d{6,14}$/.test(phone) ? phone : undefined;
}

/** A mail address as the server takes it; the domain is looked at apart. */
export function readMail(text: string): string | undefined {
  const mail = text.trim().toLowerCase();
  const local = "[a-z0-9!#$%&'*+/=?^_`{|}~-]+";
  const label = "[a-z0-9](?:[a-z0-9-]*[a-z0-9])?";
  return mail.length <= 254 && new RegExp(`^${local}(?:\\.${local})*@${label}(?:\\.${label})+$`).test(mail) ? mail : undefined;
}

/** Whether an address is of one of the domains; a domain below one of them is another. */
export function isOf(mail: string, domains: readonly string[]): boolean {
  const domain = mail.slice(mail.lastIndexOf("@") + 1);
  return domains.some((one) => one.trim().replace(/^@/, "").toLowerCase() === domain);
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
