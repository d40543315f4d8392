/** The stickers that there are, as the house knows them (`crates/chat/src/log/sticker.rs`), and which of them are at hand. */

export const PACK = "persimmon";
export const stickers = ["hello", "thanks", "good", "laugh", "love", "hug", "cheer", "tea", "night", "sad", "think", "party"] as const;
export type StickerId = (typeof stickers)[number];

/** Those used last that this device remembers. */
export const RECENT_MAX = 4;

export const isSticker = (id: string): id is StickerId => (stickers as readonly string[]).includes(id);

/** Those that are called so, or all where nothing is asked for. */
export function called(wanted: string, nameOf: (id: StickerId) => string): StickerId[] {
  const own = wanted.trim().toLowerCase();
  return stickers.filter((id) => nameOf(id).toLowerCase().includes(own) || id.includes(own));
}

/** The one just used stands first, each once. */
export function usedNow(before: readonly string[], id: StickerId): StickerId[] {
  return [id, ...before.filter(isSticker).filter((one) => one !== id)].slice(0, RECENT_MAX);
}
