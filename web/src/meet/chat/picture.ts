/** A picture for the chat: scaled and written anew in the browser, so that its place and camera stay behind. */
import { WHOLE_BYTES_MAX } from "./pieces.model";

const SIDE_MAX = 1600;
export const FILE_BYTES_MAX = 30 * 1024 * 1024;

export class PictureTooLarge extends Error {}
export class NoPicture extends Error {}

export async function chatPicture(file: Blob): Promise<Blob> {
  if (file.size > FILE_BYTES_MAX) throw new PictureTooLarge();
  const bitmap = await createImageBitmap(file).catch(() => {
    throw new NoPicture();
  });
  const scale = Math.min(1, SIDE_MAX / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const pen = canvas.getContext("2d");
  if (!pen) throw new NoPicture();
  pen.fillStyle = "#FFFFFF"; // JPEG knows no transparency
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", 0.85));
  if (!blob) throw new NoPicture();
  if (blob.size > WHOLE_BYTES_MAX - 16) throw new PictureTooLarge();
  return blob;
}
