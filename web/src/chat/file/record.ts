/** A recording: the microphone is asked for by a press and by nothing else, and let go with its end. */

/** Five minutes. */
const MILLIS_MAX = 5 * 60_000;
const LOOK_MS = 80;
/** 32 kbit/s are plenty for speech. */
const BITS = 32_000;
export const BARS = 48;

export type Recorded = { sound: Blob; millis: number; wave: number[] };

export type Recording = {
  /** Ends it; answers what was said. */
  end: () => Promise<Recorded>;
  /** Ends it, and nothing stays. */
  drop: () => void;
};

export async function record(onLook: (millis: number, loud: number) => void, onFull: () => void): Promise<Recording> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const ears = new AudioContext();
  const analyser = ears.createAnalyser();
  analyser.fftSize = 1024;
  ears.createMediaStreamSource(stream).connect(analyser);
  const recorder = new MediaRecorder(stream, { audioBitsPerSecond: BITS });
  const pieces: Blob[] = [];
  const louds: number[] = [];
  const samples = new Uint8Array(analyser.fftSize);
  const began = performance.now();
  recorder.ondataavailable = ({ data }) => pieces.push(data);
  const ended = new Promise<void>((done) => (recorder.onstop = () => done()));
  const clock = setInterval(() => {
    analyser.getByteTimeDomainData(samples);
    const loud = samples.reduce((most, sample) => Math.max(most, Math.abs(sample - 128)), 0) / 128;
    louds.push(loud);
    const millis = performance.now() - began;
    onLook(millis, loud);
    if (millis >= MILLIS_MAX) onFull();
  }, LOOK_MS);
  const stop = () => {
    clearInterval(clock);
    if (recorder.state !== "inactive") recorder.stop();
    for (const track of stream.getTracks()) track.stop();
    void ears.close().catch(() => undefined);
  };
  recorder.start();
  onLook(0, 0);
  return {
    end: async () => {
      const millis = Math.round(performance.now() - began);
      stop();
      await ended;
      return { sound: new Blob(pieces, { type: recorder.mimeType.replace(/;.*/, "") }), millis, wave: barsOf(louds) };
    },
    drop: stop,
  };
}

/** The shape in a fixed number of bars, the loudest filling its place. */
export function barsOf(louds: readonly number[], bars = BARS): number[] {
  const most = Math.max(0.05, ...louds);
  return Array.from({ length: bars }, (_, at) => {
    const from = Math.floor((at * louds.length) / bars);
    const some = louds.slice(from, Math.max(from + 1, Math.floor(((at + 1) * louds.length) / bars)));
    return Math.round((Math.max(0, ...some) / most) * 255);
  });
}
