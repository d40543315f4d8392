/** How this browser stands to each permission of the policy, and where it is closed again. */
import { platform } from "@/ui/platform";

/** `each` is asked every time and stays with nobody; `system` cannot be seen from a page. */
export type State = "granted" | "denied" | "prompt" | "each" | "system";

/** Permissions that a browser keeps, by the name under which it is asked. */
const kept: Record<string, string> = {
  camera: "camera",
  microphone: "microphone",
  location: "geolocation",
  notifications: "notifications",
  "local-network": "local-network-access",
};
/** Those that are asked each time, by a choice of the person. */
const each: ReadonlySet<string> = new Set(["screen", "pictures", "files", "authenticator", "contacts", "bluetooth"]);

export async function stateOf(permission: string, ios: boolean = isIos()): Promise<State> {
  if (each.has(permission)) return "each";
  // iOS tells no page how it stands to the local network: that is seen in the settings of the system alone.
  if (permission === "local-network" && ios) return "system";
  const name = kept[permission];
  if (!name || !navigator.permissions) return "system";
  try {
    return (await navigator.permissions.query({ name: name as PermissionName })).state;
  } catch {
    return "system"; // this browser tells nobody
  }
}

/** Tells of changes while the page is open; the answer ends it. */
export function watchState(permission: string, tell: () => void): () => void {
  const name = kept[permission];
  if (!name || !navigator.permissions) return () => undefined;
  let status: PermissionStatus | undefined;
  let over = false;
  const listen = async () => {
    const found = await navigator.permissions.query({ name: name as PermissionName }).catch(() => undefined);
    if (over) return;
    status = found;
    status?.addEventListener("change", tell);
  };
  void listen();
  return () => {
    over = true;
    status?.removeEventListener("change", tell);
  };
}

/** Where a permission is closed in this browser: a key of the words. */
export function wayOf(): "chromium" | "firefox" | "safari" | "ios" | "android" {
  const here = platform();
  if (here === "ios-tab" || here === "ios-installed") return "ios";
  if (here === "android-chromium" || here === "wechat") return "android";
  return here === "firefox" || here === "safari" ? here : "chromium";
}

function isIos(): boolean {
  return wayOf() === "ios";
}
