/** A voice clip: recorded after a press, for some minutes at most. The microphone is let go with its end. */
const SECONDS_MAX = 120;
/** 32 kbit/s are plenty for speech; two minutes are half a MiB. */
const BITS = 32_000;

export type Clip = {
  /** Ends the clip; it is handed over. */
  end: () => void;
  /** Ends it, and nothing is handed over. */
  drop: () => void;
};

export async function beginClip(onSecond: (seconds: number) => void, onDone: (sound: Blob) => void): Promise<Clip> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const recorder = new MediaRecorder(stream, { audioBitsPerSecond: BITS });
  const pieces: Blob[] = [];
  let dropped = false;
  let seconds = 0;
  const tick = setInterval(() => {
    seconds += 1;
    onSecond(seconds);
    if (seconds >= SECONDS_MAX) recorder.stop();
  }, 1_000);
  recorder.ondataavailable = (event) => pieces.push(event.data);
  recorder.onstop = () => {
    clearInterval(tick);
    for (const track of stream.getTracks()) track.stop();
    if (!dropped) onDone(new Blob(pieces, { type: recorder.mimeType.replace(/;.*/, "") }));
  };
  recorder.start();
  onSecond(0);
  const stop = () => {
    if (recorder.state !== "inactive") recorder.stop();
  };
  return {
    end: stop,
    drop: () => {
      dropped = true;
      stop();
    },
  };
}
