/** What is done to a file in the browser before it leaves: place and camera go, sizes are read, a small picture is drawn. */
import type { UploadHead } from "@/api/upload";
import { bare } from "./bare";
import { sortOf } from "./shapes";

/** Larger pictures are sent as they are: nobody holds so much at once. */
const BARE_MAX = 64 << 20;
const PREVIEW_SIDE = 640;
const PREVIEW_BYTES = 120 << 10;
const PATIENCE_MS = 8_000;

export type Prepared = { head: UploadHead; body: Blob; preview?: Blob };

export type Extra = { millis?: number; wave?: readonly number[] };

export async function prepare(file: File, { millis, wave }: Extra = {}): Promise<Prepared> {
  const type = file.type.split(";")[0] ?? "";
  const plain = { name: file.name, type, size: file.size, millis, wave };
  const sort = sortOf({ media_type: type, wave: wave ? [...wave] : null });
  if (sort === "picture") {
    const body = file.size <= BARE_MAX ? new Blob([bare(new Uint8Array(await file.arrayBuffer()))], { type }) : file;
    const drawn = await drawPicture(body).catch(() => undefined);
    return { head: { ...plain, size: body.size, ...drawn?.sides }, body, ...(drawn?.preview ? { preview: drawn.preview } : {}) };
  }
  if (sort === "video" || sort === "sound") {
    const seen = await lookAt(file, sort === "video" ? "video" : "audio").catch(() => undefined);
    return { head: { ...plain, ...seen?.sides, millis: millis ?? seen?.millis }, body: file, ...(seen?.preview ? { preview: seen.preview } : {}) };
  }
  return { head: plain, body: file };
}

async function drawPicture(picture: Blob): Promise<{ sides: { width: number; height: number }; preview: Blob | undefined }> {
  const bitmap = await createImageBitmap(picture);
  const sides = { width: bitmap.width, height: bitmap.height };
  const preview = await small(bitmap, bitmap.width, bitmap.height);
  bitmap.close();
  return { sides, preview };
}

async function small(source: CanvasImageSource, width: number, height: number): Promise<Blob | undefined> {
  const scale = Math.min(1, PREVIEW_SIDE / Math.max(width, height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  canvas.getContext("2d")?.drawImage(source, 0, 0, canvas.width, canvas.height);
  // WebP where the browser writes it: it keeps what is transparent.
  for (const [type, quality] of [["image/webp", 0.8], ["image/jpeg", 0.75], ["image/jpeg", 0.4]] as const) {
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, type, quality));
    if (blob && blob.type === type && blob.size <= PREVIEW_BYTES) return blob;
  }
  return undefined;
}

type Seen = { sides?: { width: number; height: number }; millis: number | undefined; preview?: Blob };

/** How long a sound or a video plays, and one picture of it. */
async function lookAt(file: Blob, kind: "video" | "audio"): Promise<Seen> {
  const address = URL.createObjectURL(file);
  const media = document.createElement(kind);
  media.muted = true;
  media.preload = "auto";
  try {
    const ready = heard(media, "loadeddata");
    media.src = address;
    await ready;
    // A recording of a browser says how long it is only once its end was seen.
    if (!Number.isFinite(media.duration)) {
      const told = heard(media, "durationchange");
      media.currentTime = 1e7;
      await told;
    }
    const millis = Number.isFinite(media.duration) ? Math.round(media.duration * 1000) : undefined;
    if (!(media instanceof HTMLVideoElement)) return { millis };
    const there = heard(media, "seeked");
    media.currentTime = Math.min(0.5, (millis ?? 0) / 2000);
    await there;
    const [width, height] = [media.videoWidth, media.videoHeight];
    const preview = await small(media, width, height);
    return { sides: { width, height }, millis, ...(preview ? { preview } : {}) };
  } finally {
    media.removeAttribute("src");
    URL.revokeObjectURL(address);
  }
}

async function heard(media: HTMLMediaElement, what: string): Promise<void> {
  await new Promise<void>((done, failed) => {
    const timer = setTimeout(() => failed(new Error(`no ${what}`)), PATIENCE_MS);
    const over = (act: () => void) => () => {
      clearTimeout(timer);
      act();
    };
    media.addEventListener(what, over(done), { once: true });
    media.addEventListener("error", over(() => failed(new Error("it cannot be played"))), { once: true });
  });
}
