/** What is too large for one packet of a data channel goes in pieces, and is put together again. Pure. */
import { type Bytes, joined } from "./keys.model";

/** Well below the 16 KiB that every browser carries in one message, sealing and LiveKit's envelope included. */
export const PIECE_BYTES = 12 * 1024;
/** The largest whole: a picture after scaling. */
export const WHOLE_BYTES_MAX = 4 * 1024 * 1024;
const PIECES_MAX = Math.ceil(WHOLE_BYTES_MAX / PIECE_BYTES);
/** Unfinished wholes of one sender; the oldest gives way. */
const UNFINISHED_MAX = 4;

/** `version, key id (8), message id (8), index (2), count (2)`: authenticated, not secret. */
export type PieceHead = { kid: string; message: string; index: number; count: number };

export const HEAD_BYTES = 21;
const VERSION = 1;

export function writeHead({ kid, message, index, count }: PieceHead): Bytes {
  const head = new Uint8Array(HEAD_BYTES);
  const view = new DataView(head.buffer);
  view.setUint8(0, VERSION);
  view.setBigUint64(1, BigInt(`0x${kid}`));
  view.setBigUint64(9, BigInt(`0x${message}`));
  view.setUint16(17, index);
  view.setUint16(19, count);
  return head;
}

export function readHead(bytes: Uint8Array): PieceHead | undefined {
  if (bytes.length < HEAD_BYTES) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [index, count] = [view.getUint16(17), view.getUint16(19)];
  if (view.getUint8(0) !== VERSION || count === 0 || count > PIECES_MAX || index >= count) return undefined;
  const hexAt = (at: number) => view.getBigUint64(at).toString(16).padStart(16, "0");
  return { kid: hexAt(1), message: hexAt(9), index, count };
}

export function split(whole: Bytes): Bytes[] {
  if (whole.length > WHOLE_BYTES_MAX) throw new Error("too large to send");
  const count = Math.max(1, Math.ceil(whole.length / PIECE_BYTES));
  return Array.from({ length: count }, (_, at) => whole.slice(at * PIECE_BYTES, (at + 1) * PIECE_BYTES));
}

export type Gathered = { message: string; share: number; whole?: Bytes };

/** Puts the pieces of many senders together, in any order, each once. */
export class Gatherer {
  private readonly senders = new Map<string, Map<string, { pieces: (Bytes | undefined)[]; have: number }>>();

  take(from: string, head: PieceHead, piece: Bytes): Gathered | undefined {
    if (piece.length > PIECE_BYTES) return undefined;
    const open = this.open(from);
    let whole = open.get(head.message);
    if (!whole) {
      const oldest = open.keys().next();
      if (open.size >= UNFINISHED_MAX && !oldest.done) open.delete(oldest.value);
      whole = { pieces: Array.from({ length: head.count }, () => undefined), have: 0 };
      open.set(head.message, whole);
    }
    if (whole.pieces.length !== head.count || whole.pieces[head.index]) return undefined;
    whole.pieces[head.index] = piece;
    whole.have += 1;
    const share = whole.have / head.count;
    if (whole.have < head.count) return { message: head.message, share };
    open.delete(head.message);
    return { message: head.message, share, whole: joined(...whole.pieces.filter((part) => part !== undefined)) };
  }

  /** Forgets what a sender who left did not finish. */
  forget(from: string): void {
    this.senders.delete(from);
  }

  private open(from: string) {
    let open = this.senders.get(from);
    if (!open) this.senders.set(from, (open = new Map()));
    return open;
  }
}
