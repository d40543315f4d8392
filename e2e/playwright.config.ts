import { existsSync } from "node:fs";
import { defineConfig } from "@playwright/test";

/** What makes Debian's Chromium usable without a screen, a camera or a network, and quiet about everything else. */
const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-default-apps",
  "--disable-sync",
  "--no-first-run",
  "--no-pings",
  "--use-fake-ui-for-media-stream",
  "--use-fake-device-for-media-stream",
  "--auto-select-desktop-capture-source=Entire screen",
  "--autoplay-policy=no-user-gesture-required",
  "--allow-loopback-in-peer-connection",
  // The browser's own calls to its maker are not ours; every other name is still looked up, and counted.
  "--host-resolver-rules=MAP *.google.com ~NOTFOUND, MAP *.googleapis.com ~NOTFOUND, MAP *.gstatic.com ~NOTFOUND, MAP *.gvt1.com ~NOTFOUND",
  // Neither a search for screens to cast to nor names for our own addresses may leave the house.
  "--disable-features=MediaRouter,DialMediaRouteProvider,WebRtcHideLocalIpsWithMdns,OptimizationHints,Translate",
];

/** Debian's Chromium, and the same engine without a window: it does a quarter less work, but shares no screen and gets no push. */
const whole = "/usr/bin/chromium";
const shell = existsSync("/usr/bin/chromium-headless-shell") ? "/usr/bin/chromium-headless-shell" : whole;
const wantsWhole = ["**/meeting.spec.ts", "**/push.spec.ts"];

/** How long a page may take over anything; shorter where a test is expected to fail. */
const patience = Number(process.env["COURTYARD_PATIENCE_MS"] ?? 45_000);

export default defineConfig({
  testDir: "tests",
  outputDir: "../target/e2e",
  workers: 2,
  fullyParallel: false,
  retries: 0,
  forbidOnly: true,
  timeout: 420_000,
  expect: { timeout: patience },
  reporter: [["list"], ["json", { outputFile: process.env["PLAYWRIGHT_JSON_OUTPUT_NAME"] ?? "../target/e2e/report.json" }]],
  use: {
    browserName: "chromium",
    headless: true,
    locale: "zh-CN",
    timezoneId: "Asia/Shanghai",
    viewport: { width: 1440, height: 900 },
    actionTimeout: patience,
    navigationTimeout: patience + 15_000,
    screenshot: "only-on-failure",
    launchOptions: { executablePath: whole, args: flags },
  },
  projects: [
    { name: "whole", testMatch: wantsWhole },
    { name: "shell", testIgnore: wantsWhole, use: { launchOptions: { executablePath: shell, args: flags } } },
  ],
});
