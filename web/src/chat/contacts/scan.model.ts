/** Reads codes in the picture of a camera, on this device. Where the browser cannot, there is no reader. */
type Detector = { detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]> };
type DetectorClass = new (options: { formats: string[] }) => Detector;

const reader = () => (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector;

export const canScan = (): boolean => reader() !== undefined;

/** The first code that the camera sees; nothing where it was closed before. The camera is closed in either case. */
export async function scan(at: HTMLVideoElement, until: AbortSignal): Promise<string | undefined> {
  const Reader = reader();
  if (!Reader) return undefined;
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  try {
    at.srcObject = stream;
    await at.play();
    const detector = new Reader({ formats: ["qr_code"] });
    while (!until.aborted) {
      const [found] = await detector.detect(at);
      if (found) return until.aborted ? undefined : found.rawValue;
      await new Promise((next) => requestAnimationFrame(next));
    }
    return undefined;
  } finally {
    for (const track of stream.getTracks()) track.stop();
    at.srcObject = null;
  }
}
