/**
 * The only place that knows on what the client runs. Everybody else asks `can(...)`.
 * The table is the same as docs/platforms.md; a test compares them.
 */

export const platforms = [
  "desktop-chromium",
  "firefox",
  "safari",
  "android-chromium",
  "ios-tab",
  "ios-installed",
  "wechat",
] as const;
export type Platform = (typeof platforms)[number];

/** `yes` works; `asks` works after the person allowed it; `part` works with a limit that docs/platforms.md names. */
export type Ability = "yes" | "asks" | "part" | "no";

const row = (...abilities: [Ability, Ability, Ability, Ability, Ability, Ability, Ability]) =>
  Object.fromEntries(platforms.map((one, at) => [one, abilities[at]])) as Record<Platform, Ability>;

export const table = {
  camera: row("asks", "asks", "asks", "asks", "asks", "asks", "part"),
  microphone: row("asks", "asks", "asks", "asks", "asks", "asks", "part"),
  "speaker-choice": row("yes", "yes", "part", "part", "no", "no", "no"),
  "screen-share": row("asks", "asks", "asks", "no", "no", "no", "no"),
  "screen-sound": row("asks", "no", "no", "no", "no", "no", "no"),
  "sealed-chat": row("yes", "yes", "yes", "yes", "yes", "yes", "yes"),
  passkey: row("yes", "yes", "yes", "yes", "yes", "yes", "no"),
  install: row("yes", "no", "part", "yes", "part", "yes", "no"),
  "keep-awake": row("yes", "yes", "yes", "yes", "yes", "yes", "no"),
  push: row("asks", "asks", "asks", "part", "no", "asks", "no"),
  "background-sound": row("yes", "yes", "yes", "part", "part", "part", "no"),
  clipboard: row("yes", "yes", "yes", "yes", "yes", "yes", "part"),
  location: row("asks", "asks", "asks", "asks", "asks", "asks", "part"),
  bluetooth: row("part", "no", "no", "part", "no", "no", "no"),
  "scan-code": row("yes", "yes", "yes", "yes", "yes", "yes", "part"),
} as const satisfies Record<string, Record<Platform, Ability>>;
export type DeviceFunction = keyof typeof table;

/** A browser inside another program, whose users need to be told how to get out of it. */
export type Inside = "wechat" | "dingtalk" | "qq";

export function insideOf(agent: string): Inside | undefined {
  if (/MicroMessenger/i.test(agent)) return "wechat";
  if (/DingTalk/i.test(agent)) return "dingtalk";
  if (/\sQQ\/|QQTheme/i.test(agent)) return "qq";
  return undefined;
}

export function platformOf(agent: string, installed: boolean, touchPoints = 0): Platform {
  if (insideOf(agent)) return "wechat";
  // An iPad calls itself a Mac; only its fingers betray it.
  if (/iPhone|iPad|iPod/.test(agent) || (/Macintosh/.test(agent) && touchPoints > 1)) return installed ? "ios-installed" : "ios-tab";
  if (/Firefox\//.test(agent)) return "firefox";
  if (/Android/.test(agent)) return "android-chromium";
  if (/Chrom(e|ium)\//.test(agent)) return "desktop-chromium";
  return /Safari\//.test(agent) ? "safari" : "desktop-chromium";
}

export function platform(): Platform {
  return platformOf(navigator.userAgent, matchMedia("(display-mode: standalone)").matches, navigator.maxTouchPoints);
}

const programs = [
  [/MicroMessenger/i, "WeChat"],
  [/DingTalk/i, "DingTalk"],
  [/Edg\//, "Edge"],
  [/Firefox\//, "Firefox"],
  [/Chrom(e|ium)\//, "Chrome"],
  [/Safari\//, "Safari"],
] as const;
const systems = [
  [/iPhone/, "iPhone"],
  [/iPad/, "iPad"],
  [/Android/, "Android"],
  [/Windows/, "Windows"],
  [/Mac OS X/, "Mac"],
  [/Linux|X11/, "Linux"],
] as const;

/** What a device calls itself in the list of signed-in devices: two words, nothing that tells it from its like. */
export function deviceLabelOf(agent: string): string {
  const first = (list: readonly (readonly [RegExp, string])[]) => list.find(([sign]) => sign.test(agent))?.[1];
  return [first(programs), first(systems)].filter(Boolean).join(" · ") || "Browser";
}

export function deviceLabel(): string {
  return deviceLabelOf(navigator.userAgent);
}

export function inside(): Inside | undefined {
  return insideOf(navigator.userAgent);
}

/** Whether a function can be offered here: the table says so and the browser has what it needs. */
export function can(wish: DeviceFunction): boolean {
  return table[wish][platform()] !== "no" && present[wish]();
}

/** Whether a meeting can be joined with picture and sound in this very browser. */
export function meetsHere(): boolean {
  return "RTCPeerConnection" in globalThis && "WebSocket" in globalThis && (isSecureContext ? present.camera() : true);
}

const present: Record<DeviceFunction, () => boolean> = {
  camera: () => navigator.mediaDevices?.getUserMedia !== undefined,
  microphone: () => navigator.mediaDevices?.getUserMedia !== undefined,
  "speaker-choice": () => "setSinkId" in HTMLMediaElement.prototype,
  "screen-share": () => navigator.mediaDevices !== undefined && "getDisplayMedia" in navigator.mediaDevices,
  "screen-sound": () => navigator.mediaDevices !== undefined && "getDisplayMedia" in navigator.mediaDevices,
  "sealed-chat": () => globalThis.crypto?.subtle !== undefined,
  passkey: () => isSecureContext && "PublicKeyCredential" in globalThis,
  install: () => "serviceWorker" in navigator,
  "keep-awake": () => "wakeLock" in navigator,
  push: () => "PushManager" in globalThis,
  "background-sound": () => true,
  clipboard: () => navigator.clipboard !== undefined,
  location: () => isSecureContext && "geolocation" in navigator,
  bluetooth: () => "bluetooth" in navigator,
  "scan-code": () => navigator.mediaDevices?.getUserMedia !== undefined,
};

/** Keeps the screen on until the answer is called; a shell may do it where the browser cannot. */
export function keepAwake(): () => void {
  if (askShell("awake", { on: true })) return () => void askShell("awake", { on: false });
  if (!can("keep-awake")) return () => undefined;
  let lock: WakeLockSentinel | undefined;
  let over = false;
  const take = () => {
    if (document.visibilityState !== "visible" || over) return;
    navigator.wakeLock.request("screen").then(
      (held) => (over ? void held.release() : (lock = held)),
      () => undefined, // the battery is low or the page is hidden: nothing is lost
    );
  };
  take();
  document.addEventListener("visibilitychange", take);
  return () => {
    over = true;
    document.removeEventListener("visibilitychange", take);
    void lock?.release();
  };
}

/**
 * The bridge to a native shell, version 1 (docs/platforms.md, "The bridge"). A shell puts
 * `courtyardShell = { version: 1, post(text) }` into the page; the page has no other dealings with it.
 */
type Shell = { version: number; post(text: string): void };

export const BRIDGE_VERSION = 1;
export type BridgeKind = "awake" | "share" | "ring" | "stop-ring" | "local-network" | "near";

/** Tells the shell something; false when there is none, or one of another version. */
export function askShell(kind: BridgeKind, body: Record<string, string | number | boolean>): boolean {
  const shell = (globalThis as { courtyardShell?: Shell }).courtyardShell;
  if (shell?.version !== BRIDGE_VERSION) return false;
  shell.post(JSON.stringify({ v: BRIDGE_VERSION, kind, body }));
  return true;
}
