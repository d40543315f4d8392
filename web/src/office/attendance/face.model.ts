/** A face before this device's camera: when pictures are taken, how, and nothing that looks at them; that the house does. */
import { inBase64 } from "@/api/base64";
import { Unable } from "./clocking.model";

export type Side = "left" | "right";
/** What somebody is asked to do now. */
export type Say = "ahead" | Side;

/** Bytes of a picture, as many as the house takes. */
const BYTES = 26 * 1_024;
const WIDTH = 480;
const QUALITIES = [0.8, 0.65, 0.5, 0.35, 0.2];

/** Milliseconds from the beginning: what is said when, and when a picture is taken. Whoever hears it has time to do it. */
export function planned(side: Side): readonly { at: number; say?: Say; takes?: true }[] {
  const take = (at: number) => ({ at, takes: true as const });
  return [{ at: 0, say: "ahead" }, take(1_500), take(2_000), take(2_500), { at: 2_600, say: side }, take(4_600), take(5_200), { at: 5_300, say: "ahead" }, take(7_000), take(7_600)];
}

/** Opens the camera that looks at whoever holds the device. It is asked for by a press. */
export async function openCamera(): Promise<MediaStream> {
  try {
    return await navigator.mediaDevices.getUserMedia({ video: { facingMode: "user", width: { ideal: 640 }, height: { ideal: 480 } } });
  } catch (error) {
    throw new Unable(error instanceof DOMException && error.name === "NotAllowedError" ? "camera-denied" : "camera-none");
  }
}

export function closeCamera(stream: MediaStream | undefined): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

/** What the camera sees now, in JPEG and base64, small enough to be sent. */
async function taken(screen: HTMLVideoElement): Promise<string> {
  const canvas = document.createElement("canvas");
  const scale = Math.min(1, WIDTH / Math.max(1, screen.videoWidth));
  canvas.width = Math.max(1, Math.round(screen.videoWidth * scale));
  canvas.height = Math.max(1, Math.round(screen.videoHeight * scale));
  canvas.getContext("2d")?.drawImage(screen, 0, 0, canvas.width, canvas.height);
  for (const quality of QUALITIES) {
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", quality));
    if (blob && blob.size <= BYTES) return inBase64(blob);
  }
  throw new Unable("camera-none");
}

/** Takes the pictures of one clocking, and says what to do meanwhile. */
export async function takes(screen: HTMLVideoElement, side: Side, onSay: (say: Say) => void, signal: AbortSignal): Promise<string[]> {
  const began = performance.now();
  const pictures: string[] = [];
  for (const step of planned(side)) {
    await new Promise((over) => setTimeout(over, Math.max(0, began + step.at - performance.now())));
    signal.throwIfAborted();
    if (step.say) onSay(step.say);
    if (step.takes) pictures.push(await taken(screen));
  }
  return pictures;
}
