/** Pixels of the longer side of a picture that is sent. */
const SIDE = 2_048;

/** How large a picture may become, in pixels of its longer side and in bytes, and how well it is drawn: the first that fits. */
type Fit = { side: number; bytes: number; qualities: readonly number[] };

/** A picture that fits: drawn anew in the browser, so that neither its place nor its camera leaves the device. */
export async function smaller(file: Blob, { side, bytes, qualities }: Fit = { side: SIDE, bytes: Number.POSITIVE_INFINITY, qualities: [0.82] }): Promise<Blob> {
  const bitmap = await createImageBitmap(file);
  const scale = Math.min(1, side / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  canvas.getContext("2d")?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  for (const quality of qualities) {
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", quality));
    if (blob && blob.size <= bytes) return blob;
  }
  throw new Error("the picture cannot be read");
}
