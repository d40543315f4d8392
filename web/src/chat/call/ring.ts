/** The sound of a call that comes, and that of one that goes out: two soft notes, made here. */
import { useEffect } from "react";

const NOTES = { in: [659, 784], out: [440, 440] } as const;
const EVERY_MS = 2_400;
const LOUD = 0.06;

/** Rings while it is wanted. A page that was never touched may make no sound; then it is seen alone. */
export function useRing(which: "in" | "out" | undefined): void {
  useEffect(() => {
    if (!which) return undefined;
    const sound = new AudioContext();
    const ring = () => {
      NOTES[which].forEach((hertz, at) => {
        const [note, loud] = [sound.createOscillator(), sound.createGain()];
        const from = sound.currentTime + at * 0.35;
        note.frequency.value = hertz;
        loud.gain.setValueAtTime(0, from);
        loud.gain.linearRampToValueAtTime(LOUD, from + 0.05);
        loud.gain.linearRampToValueAtTime(0, from + 0.32);
        note.connect(loud).connect(sound.destination);
        note.start(from);
        note.stop(from + 0.34);
      });
    };
    ring();
    const again = setInterval(ring, EVERY_MS);
    return () => {
      clearInterval(again);
      void sound.close();
    };
  }, [which]);
}

/** The title says who calls, while it rings. */
export function useRingTitle(title: string | undefined): void {
  useEffect(() => {
    if (!title) return undefined;
    const before = document.title;
    const turn = setInterval(() => (document.title = document.title === title ? before : title), 1_000);
    document.title = title;
    return () => {
      clearInterval(turn);
      document.title = before;
    };
  }, [title]);
}
