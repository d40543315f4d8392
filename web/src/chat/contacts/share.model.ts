/**
 * Share codes: what one copies to give away a card or a meeting, recognised on the device alone.
 *
 * `#CY-P-0123456789ABCDEF-XX`: a kind, a code, two signs by which a mistyped one is found out. Text that holds none stays where
 * it is; of text that holds one, the code is all that is ever sent.
 */
export type Shared = { kind: "person"; code: string } | { kind: "meeting"; code: string };

/** Crockford's signs: without I, L, O and U. */
const SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const KINDS = { P: "person", M: "meeting" } as const;
const FORM = /#CY-([PM])-([0-9A-HJKMNP-TV-Z]{6,16})-([0-9A-HJKMNP-TV-Z]{2})(?![0-9A-Z])/i;
/** More is no share code, whatever it is. */
const TEXT_MAX = 4000;

/** Two signs that another code has once in a thousand times. */
function checkOf(text: string): string {
  let sum = 7;
  for (const sign of text) sum = (sum * 33 + (sign.codePointAt(0) ?? 0)) % 1021;
  return `${SIGNS[Math.floor(sum / 32)]}${SIGNS[sum % 32]}`;
}

export function shareCode({ kind, code }: Shared): string {
  const letter = kind === "person" ? "P" : "M";
  return `#CY-${letter}-${code}-${checkOf(letter + code)}`;
}

/** What a text gives away, where it does; nothing of the text leaves this function but the code. */
export function sharedIn(text: string): Shared | undefined {
  if (text.length > TEXT_MAX) return undefined;
  const found = FORM.exec(text);
  const [letter, code, check] = [found?.[1]?.toUpperCase(), found?.[2]?.toUpperCase(), found?.[3]?.toUpperCase()];
  if (!letter || !code || checkOf(letter + code) !== check) return undefined;
  return { kind: KINDS[letter as keyof typeof KINDS], code };
}

/** The link of a card: the code rides in the fragment, which no server and no log sees. */
export const cardLink = (origin: string, code: string): string => `${origin}/contacts#card=${code}`;

/** The code of a card in what was scanned, pasted or typed. */
export function cardIn(text: string): string | undefined {
  const shared = sharedIn(text);
  if (shared) return shared.kind === "person" ? shared.code : undefined;
  const typed = (/#card=([0-9A-Za-z]+)/.exec(text)?.[1] ?? text).replace(/[\s-]/g, "").toUpperCase();
  return /^[0-9A-HJKMNP-TV-Z]{16}$/.test(typed) ? typed : undefined;
}
