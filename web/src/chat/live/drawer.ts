/**
 * What this browser keeps of the conversations: what was written and not sent yet, drafts, which stickers were
 * used last, and how far the stream was heard.
 * Sealed as everything that this browser keeps; nothing that others wrote lies here. It is of one person: another finds it empty.
 */
import { Kept } from "@/ui/kept";
import { type StickerId, usedNow } from "../sticker/sticker.model";
import type { Pending } from "./outbox.model";

type Content = { person: string; heard: number; pending: Pending[]; drafts: Record<string, string>; untold?: string[]; stickers?: string[] };

const NAME = "conversations";
const SOON_MS = 300;

export class Drawer {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly watchers = new Set<(conversation: string) => void>();
  /** Told of what is written here; set by whoever shares it with my other devices. */
  onDraft: ((conversation: string, text: string) => void) | undefined;

  private constructor(
    private readonly kept: Kept | undefined,
    private readonly content: Content,
  ) {}

  static async open(person: string): Promise<Drawer> {
    const kept = await Kept.open().catch(() => undefined);
    const found = (await kept?.get(NAME).catch(() => undefined)) as Content | undefined;
    return new Drawer(kept, found?.person === person ? found : { person, heard: 0, pending: [], drafts: {} });
  }

  get heard(): number {
    return this.content.heard;
  }

  get pending(): readonly Pending[] {
    return this.content.pending;
  }

  draft(conversation: string): string {
    return this.content.drafts[conversation] ?? "";
  }

  hear(seq: number): void {
    this.content.heard = seq;
    this.soon();
  }

  /** What waits to be sent is kept at once: the page may be closed in the next moment. */
  keep(pending: readonly Pending[]): void {
    if (pending.length === 0 && this.content.pending.length === 0) return;
    this.content.pending = pending.map((one) => ({ ...one, why: undefined }));
    this.save();
  }

  keepDraft(conversation: string, text: string): void {
    if (text) this.content.drafts[conversation] = text;
    else delete this.content.drafts[conversation];
    this.content.untold = [...new Set([...(this.content.untold ?? []), conversation])];
    this.soon();
    this.onDraft?.(conversation, text);
  }

  /** The same, told by another device. */
  adopt(conversation: string, text: string): void {
    if (text === this.draft(conversation)) return;
    if (text) this.content.drafts[conversation] = text;
    else delete this.content.drafts[conversation];
    this.soon();
    for (const look of this.watchers) look(conversation);
  }

  /** Drafts of which the house has not heard. */
  get untold(): readonly string[] {
    return this.content.untold ?? [];
  }

  told(conversation: string): void {
    this.content.untold = this.untold.filter((one) => one !== conversation);
    this.soon();
  }

  /** Stickers that were used on this device, the last first; no other device and no house hears of it. */
  get stickers(): readonly string[] {
    return this.content.stickers ?? [];
  }

  keepSticker(id: StickerId): void {
    this.content.stickers = usedNow(this.stickers, id);
    this.soon();
  }

  drafts(): readonly string[] {
    return Object.keys(this.content.drafts);
  }

  readonly watchDrafts = (look: (conversation: string) => void): (() => void) => {
    this.watchers.add(look);
    return () => void this.watchers.delete(look);
  };

  private soon(): void {
    this.timer ??= setTimeout(() => this.save(), SOON_MS);
  }

  private save(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    void this.kept?.put(NAME, this.content).catch(() => undefined);
  }
}

/** Whoever signs out leaves nothing here. */
export async function emptyDrawer(): Promise<void> {
  const kept = await Kept.open().catch(() => undefined);
  await kept?.put(NAME, null).catch(() => undefined);
}
