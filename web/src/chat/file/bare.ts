/**
 * A picture without what the camera wrote beside it: place, time, device, comments. Whole segments are left out, so that the
 * picture itself stays bit for bit as it is; which way is up is kept. What cannot be read is none of these, and stays.
 */
import { joined } from "@/api/hpke";

type Bytes = Uint8Array<ArrayBuffer>;

export function bare(bytes: Bytes): Bytes {
  try {
    if (bytes[0] === 0xff && bytes[1] === 0xd8) return jpeg(bytes);
    if (startsWith(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return png(bytes);
    if (text(bytes, 0, 4) === "RIFF" && text(bytes, 8, 4) === "WEBP") return webp(bytes);
  } catch {
    // It ends in its middle.
  }
  return bytes;
}

function jpeg(bytes: Bytes): Bytes {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kept: Bytes[] = [bytes.subarray(0, 2)];
  let way = 1;
  for (let at = 2; ; ) {
    if (bytes[at] !== 0xff) return bytes;
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker === 0xda) {
      if (way !== 1) kept.splice(1, 0, upright(way));
      return joined(...kept, bytes.subarray(at));
    }
    const end = at + 2 + view.getUint16(at + 2);
    const isBeside = marker === 0xe1 || (marker >= 0xe3 && marker <= 0xed) || marker === 0xef || marker === 0xfe;
    if (marker === 0xe1 && text(bytes, at + 4, 4) === "Exif") way = wayUp(view, at + 10, end) ?? way;
    if (!isBeside) kept.push(bytes.subarray(at, end));
    at = end;
  }
}

/** The orientation in the first directory of an Exif segment. */
function wayUp(view: DataView, tiff: number, end: number): number | undefined {
  const little = view.getUint16(tiff) === 0x4949;
  const directory = tiff + view.getUint32(tiff + 4, little);
  const count = view.getUint16(directory, little);
  for (let entry = directory + 2; entry < directory + 2 + count * 12 && entry + 12 <= end; entry += 12) {
    if (view.getUint16(entry, little) === 0x0112) return view.getUint16(entry + 8, little);
  }
  return undefined;
}

/** An Exif segment that says which way is up, and nothing else. */
function upright(way: number): Bytes {
  const head = [0xff, 0xe1, 0x00, 0x22, 0x45, 0x78, 0x69, 0x66, 0, 0];
  const tiff = [0x4d, 0x4d, 0, 0x2a, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, way & 0xff, 0, 0, 0, 0, 0, 0];
  return Uint8Array.from([...head, ...tiff]);
}

function png(bytes: Bytes): Bytes {
  const beside = new Set(["eXIf", "tEXt", "zTXt", "iTXt", "tIME"]);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kept: Bytes[] = [bytes.subarray(0, 8)];
  for (let at = 8; at < bytes.length; ) {
    const end = at + 12 + view.getUint32(at);
    const name = text(bytes, at + 4, 4);
    if (!beside.has(name)) kept.push(bytes.subarray(at, end));
    if (name === "IEND") break;
    at = end;
  }
  return joined(...kept);
}

function webp(bytes: Bytes): Bytes {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kept: Bytes[] = [bytes.slice(0, 12)];
  for (let at = 12; at + 8 <= bytes.length; ) {
    const length = view.getUint32(at + 4, true);
    const end = at + 8 + length + (length & 1);
    const name = text(bytes, at, 4);
    if (name !== "EXIF" && name !== "XMP ") {
      const chunk = bytes.slice(at, end);
      if (name === "VP8X") chunk[8] = (chunk[8] ?? 0) & ~0b1100;
      kept.push(chunk);
    }
    at = end;
  }
  const whole = joined(...kept);
  new DataView(whole.buffer).setUint32(4, whole.length - 8, true);
  return whole;
}

function startsWith(bytes: Bytes, head: readonly number[]): boolean {
  return head.every((byte, at) => bytes[at] === byte);
}

function text(bytes: Bytes, at: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + length));
}
