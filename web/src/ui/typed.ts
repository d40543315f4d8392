/** What input methods write into fields for numbers, codes and addresses is taken as what it means: １３９ is 139, ： is :, 。 is a dot. */

/** Signs without a half-width twin of the same place in Unicode, and what is meant by them. */
const MEANT: Readonly<Record<string, string>> = { "。": ".", "｡": ".", "、": ",", "—": "-", "–": "-", "−": "-", "‐": "-", "‑": "-", "\u3000": " ", "\u00a0": " ", "\u202f": " " };

/** Full-width ASCII; what the table names; and signs that nobody sees, which come along where a number is copied out of an address book. */
const WIDE = /[\uff01-\uff5e。｡、—–−‐‑\u3000\u00a0\u202f\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;
/** How far full-width signs stand from those of ASCII. */
const APART = 0xfee0;

/** The same text in the signs that programs read. */
export const plainly = (text: string): string =>
  text.replace(WIDE, (sign) => (sign >= "！" && sign <= "～" ? String.fromCharCode(sign.charCodeAt(0) - APART) : (MEANT[sign] ?? "")));

/** Codes that are read out in pieces have no spaces. */
const CODES = "[autocomplete=one-time-code]";
/** Fields in which no full-width sign is ever meant; a password is whatever it is, but for one of digits. */
const FIELDS = `input:is([type=tel],[type=number],[type=email],[type=url],[inputmode=numeric],[inputmode=decimal],[inputmode=tel],[inputmode=email],[inputmode=url],[autocomplete=username],[data-plain],${CODES})`;

const fieldOf = ({ target }: Event): HTMLInputElement | undefined => (target instanceof HTMLInputElement && target.matches(FIELDS) ? target : undefined);

/** What a text means in this field. */
const meant = (field: HTMLInputElement, text: string): string => (field.matches(CODES) ? plainly(text).replace(/\s/g, "") : plainly(text));

/** Writes what is meant in a field; whoever types in the middle stays there. */
function put(field: HTMLInputElement): void {
  const plain = meant(field, field.value);
  if (plain === field.value) return;
  // Null where the field has no such place: a number, an address of mail.
  const at = field.selectionStart;
  const before = at === null ? 0 : meant(field, field.value.slice(0, at)).length;
  // Past React's own notes of the value: it must see that something changed.
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set?.call(field, plain);
  if (at !== null) field.setSelectionRange(before, before);
}

/** Heeds all fields of the page, of whichever kit, before anything else hears of what was typed. */
export function heedTyped(page: Document): void {
  // Before it stands there: a field for numbers hides from us what it cannot read, and one for codes cuts off what is too long.
  page.addEventListener("beforeinput", (event) => {
    const field = fieldOf(event);
    const { data, isComposing } = event;
    if (!field || !data || isComposing || !event.cancelable) return;
    const plain = meant(field, data);
    if (plain === data) return;
    event.preventDefault();
    page.execCommand("insertText", false, plain);
  }, true);
  page.addEventListener("input", (event) => {
    const field = fieldOf(event);
    if (!field) return;
    const composing = event instanceof InputEvent && event.isComposing;
    if (!composing) put(field);
    // To change half of what an input method writes would break it off; nobody else is told of it before it is whole.
    else if (meant(field, field.value) !== field.value) event.stopImmediatePropagation();
  }, true);
  page.addEventListener("compositionend", (event) => {
    const field = fieldOf(event);
    if (!field || meant(field, field.value) === field.value) return;
    put(field);
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }, true);
}
