import { expect, test } from "vitest";
import { inBase64 } from "./base64";

test("a sheet goes out as the bytes it has", async () => {
  expect(await inBase64(new File([new Uint8Array([0x25, 0x50, 0x44, 0x46, 0, 255])], "sheet.pdf"))).toBe("JVBERgD/");
});
