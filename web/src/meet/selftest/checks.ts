/** The checks themselves, as the browser does them. */
import { answer, api, reach } from "@/api/client";
import { refusedWith } from "@/api/refusal";
import { openCamera, openMicrophone } from "../green/devices";
import { mediaUrl } from "../room/seat";
import { lineOf } from "./line.model";
import type { Check } from "./selftest.model";

const good = (measured: string) => ({ verdict: "good" as const, measured });
const bad = (measured: string) => ({ verdict: "bad" as const, measured });
const part = (measured: string) => ({ verdict: "part" as const, measured });

/** What needs no permission. */
export const quietChecks: readonly Check[] = [
  { name: "line", run: async () => lineOf(navigator) },
  { name: "secure", run: async () => (isSecureContext ? good(location.protocol) : bad(location.protocol)) },
  { name: "storage", run: async () => (storageWorks() ? good("") : part("refused")) },
  { name: "seal", run: async () => (globalThis.crypto?.subtle ? good(await sealing()) : bad("no WebCrypto")) },
  { name: "house", run: houseAnswers },
  { name: "allowed", run: allowedIn },
  { name: "peers", run: loopback },
  { name: "codecs", run: async () => codecs() },
  { name: "media", run: mediaToTheHouse },
];

/** What the browser asks a person about. */
export const deviceChecks: readonly Check[] = [
  { name: "camera", run: () => tryDevice(openCamera) },
  { name: "microphone", run: () => tryDevice(openMicrophone) },
];

function storageWorks(): boolean {
  try {
    localStorage.setItem("courtyard.try", "1");
    localStorage.removeItem("courtyard.try");
    return true;
  } catch {
    return false;
  }
}

async function sealing(): Promise<string> {
  try {
    await crypto.subtle.generateKey({ name: "X25519" }, false, ["deriveBits"]);
    return "X25519";
  } catch {
    return "X25519 (library)";
  }
}

async function houseAnswers() {
  const began = performance.now();
  await answer(api.GET("/api/v1/house", { cache: "no-store" }));
  return good(`${Math.round(performance.now() - began)} ms`);
}

/** Whether this client may reach the service and its media: a room of its own, and the token that opens it. */
async function allowedIn() {
  const access = await roomOfOurOwn();
  if (!access) return unoffered;
  const address = new URL("/rtc/validate", mediaUrl(access.media.url).replace(/^ws/, "http"));
  address.searchParams.set("access_token", access.media.token);
  const taken = await reach(address);
  return taken ? good("") : bad("refused");
}

const unoffered = { verdict: "unknown" as const, measured: "" };

/** The room of this run; asked for once, and again by the next run. */
let asked: Promise<Access | undefined> | undefined;
type Access = { media: { url: string; token: string } };

function roomOfOurOwn(): Promise<Access | undefined> {
  asked = answer(api.POST("/api/v1/meetings/selftest")).catch((cause: unknown) => {
    if (/^http\.40[45]$|unknown$/.test(refusedWith(cause) ?? "")) return undefined; // this house offers no room for it
    throw cause;
  });
  return asked;
}

function codecs() {
  const names = (RTCRtpSender.getCapabilities("video")?.codecs ?? []).map(({ mimeType }) => mimeType.replace("video/", ""));
  const known = [...new Set(names)].filter((name) => /^(VP8|VP9|H264|AV1|H265)$/.test(name));
  return known.includes("VP8") || known.includes("H264") ? good(known.join(" ")) : bad(known.join(" "));
}

async function tryDevice(open: (id: undefined) => Promise<MediaStreamTrack>) {
  const track = await open(undefined);
  const { width, height, sampleRate } = track.getSettings();
  track.stop();
  return good(width ? `${width}×${height}` : sampleRate ? `${sampleRate} Hz` : "");
}

/** Two ends in this very page: picture goes from one to the other. */
async function loopback() {
  const [one, other] = [new RTCPeerConnection(), new RTCPeerConnection()];
  const { stream, stop } = paintedStream();
  try {
    one.onicecandidate = ({ candidate }) => void (candidate && other.addIceCandidate(candidate));
    other.onicecandidate = ({ candidate }) => void (candidate && one.addIceCandidate(candidate));
    for (const track of stream.getTracks()) one.addTrack(track, stream);
    await one.setLocalDescription();
    await other.setRemoteDescription(one.localDescription ?? { type: "offer", sdp: "" });
    await other.setLocalDescription();
    await one.setRemoteDescription(other.localDescription ?? { type: "answer", sdp: "" });
    const frames = await untilFrames(other);
    return frames > 0 ? good(`${frames} frames`) : bad("no frames");
  } finally {
    stop();
    one.close();
    other.close();
  }
}

const FRAMES_WANTED = 5;
const LOOK_MS = 200;
const LOOKS_MAX = 40;

async function untilFrames(peer: RTCPeerConnection): Promise<number> {
  let frames = 0;
  for (let looks = 0; looks < LOOKS_MAX && frames < FRAMES_WANTED; looks++) {
    await new Promise((passed) => setTimeout(passed, LOOK_MS));
    for (const report of (await peer.getStats()).values()) {
      if (report.type === "inbound-rtp") frames = Number(report.framesDecoded ?? 0);
    }
  }
  return frames;
}

/** The real way: a room of its own in the house, picture sent to it, and by which transport. */
async function mediaToTheHouse() {
  const access = await (asked ?? roomOfOurOwn());
  asked = undefined;
  if (!access) return unoffered;
  const { LocalVideoTrack, Room, Track } = await import("livekit-client");
  const room = new Room();
  const { stream, stop } = paintedStream();
  try {
    await room.connect(mediaUrl(access.media.url), access.media.token);
    const [painted] = stream.getVideoTracks();
    if (!painted) return bad("no canvas");
    const track = new LocalVideoTrack(painted, undefined, true);
    await room.localParticipant.publishTrack(track, { source: Track.Source.Camera, simulcast: false });
    return await untilSent(track);
  } finally {
    stop();
    await room.disconnect();
  }
}

async function untilSent(track: { getRTCStatsReport(): Promise<RTCStatsReport | undefined> }) {
  for (let looks = 0; looks < LOOKS_MAX; looks++) {
    await new Promise((passed) => setTimeout(passed, LOOK_MS));
    const report = await track.getRTCStatsReport();
    const pair = [...(report?.values() ?? [])].find(({ type, nominated, bytesSent }) => type === "candidate-pair" && nominated && bytesSent > 0);
    if (!report || !pair) continue;
    const protocol = String(report.get(pair.localCandidateId)?.protocol ?? "?").toUpperCase();
    const measured = `${protocol} ${Math.round(Number(pair.currentRoundTripTime ?? 0) * 1000)} ms`;
    return protocol === "UDP" ? good(measured) : part(measured);
  }
  return bad("nothing sent");
}

/** A moving picture that nobody has to allow. */
function paintedStream(): { stream: MediaStream; stop: () => void } {
  const canvas = document.createElement("canvas");
  canvas.width = 160;
  canvas.height = 90;
  const pen = canvas.getContext("2d");
  let hue = 0;
  const paint = () => {
    if (!pen) return;
    pen.fillStyle = `hsl(${(hue += 7)} 40% 50%)`;
    pen.fillRect(0, 0, canvas.width, canvas.height);
  };
  paint();
  const timer = setInterval(paint, 50);
  const stream = canvas.captureStream(20);
  return {
    stream,
    stop: () => {
      clearInterval(timer);
      for (const track of stream.getTracks()) track.stop();
    },
  };
}
