import { expect, test } from "vitest";
import { endingOf, showSize, showSpan, sortOf } from "./shapes";

test("a file is of the sort that a page can show", () => {
  const sort = (media_type: string, wave: number[] | null = null) => sortOf({ media_type, wave });
  expect([sort("image/png"), sort("video/mp4"), sort("audio/webm", [1]), sort("audio/mpeg"), sort("image/svg+xml"), sort("text/html")]).toEqual(["picture", "video", "voice", "sound", "file", "file"]);
});

test("sizes, spans and endings are short", () => {
  expect([showSize(900, "en"), showSize(3_565_158, "en"), showSize(1_073_741_824, "en")]).toEqual(["900 bytes", "3.4 MB", "1 GB"]);
  expect([showSpan(0), showSpan(7_400), showSpan(75_000)]).toEqual(["0:00", "0:07", "1:15"]);
  expect([endingOf("报告.pdf"), endingOf("none"), endingOf("a.tar.gz")]).toEqual(["PDF", "", "GZ"]);
});
