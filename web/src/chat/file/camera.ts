/** The camera of this device: asked for by a press, let go when its window closes. */

/** A minute. */
const CLIP_MS = 60_000;
const TICK_MS = 250;
const BITS = 2_500_000;

export async function look(side: "user" | "environment"): Promise<MediaStream> {
  return await navigator.mediaDevices.getUserMedia({ video: { facingMode: side, width: { ideal: 1920 }, height: { ideal: 1080 } } });
}

export function letGo(stream: MediaStream | undefined): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

/** The picture that is on the screen now. */
export async function shoot(screen: HTMLVideoElement): Promise<Blob> {
  const canvas = document.createElement("canvas");
  canvas.width = screen.videoWidth;
  canvas.height = screen.videoHeight;
  canvas.getContext("2d")?.drawImage(screen, 0, 0);
  return await new Promise((done, failed) => canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error("no picture"))), "image/jpeg", 0.9));
}

export type Filming = { end: () => void; drop: () => void };

/** Films what the camera sees, with the microphone for as long as it lasts. */
export async function film(camera: MediaStream, onTick: (millis: number) => void, onDone: (clip: Blob) => void): Promise<Filming> {
  const ear = await navigator.mediaDevices.getUserMedia({ audio: true });
  const both = new MediaStream([...camera.getVideoTracks(), ...ear.getAudioTracks()]);
  const recorder = new MediaRecorder(both, { videoBitsPerSecond: BITS });
  const pieces: Blob[] = [];
  let isDropped = false;
  const began = performance.now();
  const stop = () => {
    if (recorder.state !== "inactive") recorder.stop();
  };
  const clock = setInterval(() => {
    const millis = performance.now() - began;
    onTick(millis);
    if (millis >= CLIP_MS) stop();
  }, TICK_MS);
  recorder.ondataavailable = ({ data }) => pieces.push(data);
  recorder.onstop = () => {
    clearInterval(clock);
    letGo(ear);
    if (!isDropped) onDone(new Blob(pieces, { type: recorder.mimeType.replace(/;.*/, "") }));
  };
  recorder.start();
  return {
    end: stop,
    drop: () => {
      isDropped = true;
      stop();
    },
  };
}
