/** Asking the browser for camera and microphone, and saying why it said no. */

export type Refusal = "denied" | "missing" | "busy";

export async function openCamera(id: string | undefined): Promise<MediaStreamTrack> {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { ...exactly(id), width: { ideal: 1280 }, height: { ideal: 720 } } });
  return first(stream.getVideoTracks());
}

export async function openMicrophone(id: string | undefined): Promise<MediaStreamTrack> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: { ...exactly(id), echoCancellation: true, noiseSuppression: true } });
  return first(stream.getAudioTracks());
}

export function whyRefused(cause: unknown): Refusal {
  const name = cause instanceof DOMException ? cause.name : "";
  if (name === "NotFoundError" || name === "OverconstrainedError") return "missing";
  return name === "NotReadableError" || name === "AbortError" ? "busy" : "denied";
}

/** Whether the browser has allowed it already; unknown counts as not yet. */
export async function isAllowed(name: "camera" | "microphone"): Promise<boolean> {
  try {
    const { state } = await navigator.permissions.query({ name: name as PermissionName });
    return state === "granted";
  } catch {
    return false; // this browser tells nobody
  }
}

/** Devices have names only after one of them was allowed; before that the list is of no use. */
export async function listDevices(): Promise<MediaDeviceInfo[]> {
  const devices = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
  return devices.filter(({ deviceId }) => deviceId !== "");
}

function exactly(id: string | undefined): MediaTrackConstraints {
  return id ? { deviceId: { ideal: id } } : {};
}

function first(tracks: MediaStreamTrack[]): MediaStreamTrack {
  const [track] = tracks;
  if (!track) throw new DOMException("no track", "NotFoundError");
  return track;
}
