/** Which figures of somebody's quality are shown, and which of them are bad. Pure. */
import type { Figures } from "../room/seat";

export type Figure = { word: "volume" | "sends_audio" | "sends_video" | "receives_audio" | "receives_video"; value: string; bad: boolean };

/** From so many percent on, a loss is heard and seen. */
const BAD_PERCENT = 5;

export function figuresOf({ volume, sends, receives }: Figures): Figure[] {
  const loss = (word: Figure["word"], percent: number | null | undefined): Figure[] =>
    percent === null || percent === undefined ? [] : [{ word, value: `${percent.toFixed(1)} %`, bad: percent >= BAD_PERCENT }];
  return [
    ...(volume === null || volume === undefined ? [] : [{ word: "volume" as const, value: `${volume} dB`, bad: false }]),
    ...loss("sends_audio", sends.audio),
    ...loss("sends_video", sends.video),
    ...loss("receives_audio", receives.audio),
    ...loss("receives_video", receives.video),
  ];
}
