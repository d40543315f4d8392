import type { Bytes } from "./bytes";
import type { Kept, Package, Signer } from "./mls";

/** What a device read of a conversation. */
export type Line =
  | { kind: "said"; seq: number; by: string; at: string; text: string }
  | { kind: "changed"; seq: number; by: string; at: string; came: string[]; went: string[] }
  | { kind: "unreadable" | "recalled"; seq: number; by: string; at: string };

/** What waits to be said. It is encrypted once for each epoch in which it is tried. */
export interface Waiting {
  mark: string;
  text: string;
  cipher?: string;
  epoch?: number;
}

/** A change that was sent, and what the group is once it stands. */
export interface Changing {
  cipher: string;
  next: Kept;
  came: string[];
  went: string[];
}

/** Where a device is in a group. */
export interface Place {
  kept: Kept;
  /** The number of the last event that it read. */
  at: number;
  waiting: Waiting[];
  changing?: Changing | undefined;
}

/** The device that this browser is. */
export interface Own {
  signer: Signer;
  /** The recovery key, with which the archive is kept up to date. */
  recovery: Bytes;
  version: number;
}

export interface Packages {
  single: Package[];
  lasting: Package;
  madeAt: string;
}

/** What the archive holds: what was said, by conversation. */
export type Archive = Record<string, Line[]>;

/** In which state somebody finds this browser. */
export type Standing = "unable" | "fresh" | "elsewhere" | "ready";
