/** What a file of a message is, and how a page looks at it. */
import type { LogEvent } from "../log/log.model";

export type ChatFile = LogEvent["files"][number];
export type FileSort = "picture" | "video" | "voice" | "sound" | "file";

const PICTURES: ReadonlySet<string> = new Set(["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"]);
const VIDEOS: ReadonlySet<string> = new Set(["video/mp4", "video/webm", "video/ogg", "video/quicktime"]);

export function sortOf({ media_type, wave }: Pick<ChatFile, "media_type" | "wave">): FileSort {
  if (wave) return "voice";
  if (PICTURES.has(media_type)) return "picture";
  if (VIDEOS.has(media_type)) return "video";
  return media_type.startsWith("audio/") ? "sound" : "file";
}

export const addressOf = (conversation: string, file: string): string => `/api/v1/conversations/${conversation}/files/${file}`;
export const previewOf = (conversation: string, file: string): string => `${addressOf(conversation, file)}/preview`;
export const downloadOf = (conversation: string, file: string): string => `${addressOf(conversation, file)}?download=true`;

/** `3.4 MB`, in the signs of the reader. */
export function showSize(bytes: number, language: string): string {
  const steps = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;
  let [value, at] = [bytes, 0];
  while (value >= 1000 && at < steps.length - 1) [value, at] = [value / 1024, at + 1];
  return new Intl.NumberFormat(language, { style: "unit", unit: steps[at] ?? "byte", unitDisplay: at === 0 ? "long" : "short", maximumFractionDigits: value < 10 && at > 0 ? 1 : 0 }).format(value);
}

/** `0:07`. */
export function showSpan(millis: number): string {
  const seconds = Math.max(0, Math.round(millis / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** The end of a name, for its card. */
export function endingOf(name: string): string {
  const ending = /\.([A-Za-z0-9]{1,5})$/.exec(name)?.[1];
  return ending?.toUpperCase() ?? "";
}
