/** How loud a microphone is, from 0 to 1, told about ten times a second until the answer is called. */
const TELL_MS = 100;
/** What counts as silence and as loud, in decibels of full scale. */
const SILENT_DB = -60;
const LOUD_DB = -12;

export function watchLevel(track: MediaStreamTrack, tell: (level: number) => void): () => void {
  const context = new AudioContext();
  const source = context.createMediaStreamSource(new MediaStream([track]));
  const analyser = context.createAnalyser();
  analyser.fftSize = 1024;
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    tell(levelOf(samples));
  }, TELL_MS);
  return () => {
    clearInterval(timer);
    source.disconnect();
    void context.close();
  };
}

export function levelOf(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  const db = 10 * Math.log10(sum / Math.max(1, samples.length) + 1e-12);
  return Math.min(1, Math.max(0, (db - SILENT_DB) / (LOUD_DB - SILENT_DB)));
}
