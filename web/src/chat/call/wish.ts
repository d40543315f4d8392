/** What a button of a conversation asks of the dock that holds the calls of this page. It weighs nothing: the dock comes later. */
import type { CallKind } from "./calls.data";

export type Wish = { readonly conversation: string; readonly kind: CallKind };

let hear: ((wish: Wish) => void) | undefined;

/** Somebody pressed a button. */
export function wishCall(wish: Wish): void {
  hear?.(wish);
}

/** The dock hears from now on; the answer ends it. */
export function hearWishes(act: (wish: Wish) => void): () => void {
  hear = act;
  return () => {
    if (hear === act) hear = undefined;
  };
}
