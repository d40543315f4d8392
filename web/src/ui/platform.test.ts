import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { BRIDGE_VERSION, deviceLabelOf, insideOf, platformOf, platforms, table } from "./platform";

const agents = {
  chrome: "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36",
  firefox: "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0",
  safari: "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15",
  android: "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Mobile Safari/537.36",
  iphone: "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1",
  wechat: "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0.0.0 Mobile Safari/537.36 MicroMessenger/8.0.50",
  dingtalk: "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 AliApp(DingTalk/7.6.0)",
  qq: "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0.0.0 Mobile Safari/537.36 V1_AND_SQ_9.0.0 QQ/9.0.0",
};

test("platforms are told apart by what browsers say of themselves", () => {
  expect(platformOf(agents.chrome, false)).toBe("desktop-chromium");
  expect(platformOf(agents.firefox, false)).toBe("firefox");
  expect(platformOf(agents.safari, false)).toBe("safari");
  expect(platformOf(agents.safari, false, 5)).toBe("ios-tab");
  expect(platformOf(agents.android, false)).toBe("android-chromium");
  expect(platformOf(agents.iphone, false)).toBe("ios-tab");
  expect(platformOf(agents.iphone, true)).toBe("ios-installed");
  for (const agent of [agents.wechat, agents.dingtalk, agents.qq]) expect(platformOf(agent, false)).toBe("wechat");
  expect([agents.wechat, agents.dingtalk, agents.qq, agents.chrome].map(insideOf)).toEqual(["wechat", "dingtalk", "qq", undefined]);
});

test("a device calls itself by its program and its system", () => {
  expect(deviceLabelOf(agents.chrome)).toBe("Chrome · Windows");
  expect(deviceLabelOf(agents.iphone)).toBe("Safari · iPhone");
  expect(deviceLabelOf(agents.wechat)).toBe("WeChat · Android");
  expect(deviceLabelOf("")).toBe("Browser");
});

test("docs/platforms.md says the same as the table", () => {
  const page = readFileSync(new URL("../../../docs/platforms.md", import.meta.url), "utf8");
  const rows = (page.split("\n## ")[0] ?? "").split("\n").filter((line) => line.startsWith("| `"));
  const written = Object.fromEntries(
    rows.map((line) => {
      const [name = "", ...cells] = line.split("|").slice(1).map((cell) => cell.trim());
      return [name.replaceAll("`", ""), cells.slice(0, platforms.length)];
    }),
  );
  expect(written).toEqual(Object.fromEntries(Object.entries(table).map(([name, row]) => [name, platforms.map((platform) => row[platform])])));
  expect(page).toContain(`bridge, version ${BRIDGE_VERSION}`);
});
