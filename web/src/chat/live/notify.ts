/**
 * Notices of this device while the page is in the background, where its person has allowed them in the browser: that is
 * asked by one button of `yard/push` and nowhere here. What they say stays on the device.
 */
const LONGEST = 140;

export function notify(title: string, text: string, conversation: string, open: () => void): void {
  if (document.visibilityState === "visible" || !("Notification" in globalThis) || Notification.permission !== "granted") return;
  const body = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  const say = { body, tag: conversation, icon: "/icons/courtyard-192.png" };
  try {
    const notice = new Notification(title, say);
    notice.onclick = () => {
      globalThis.focus();
      open();
      notice.close();
    };
  } catch {
    // Browsers of telephones take it from the worker alone.
    void navigator.serviceWorker?.ready.then(async (worker) => await worker.showNotification(title, say)).catch(() => undefined);
  }
}

/** The number on the icon of the installed app. */
export function badge(count: number): void {
  const own = navigator as Navigator & { setAppBadge?: (count: number) => Promise<void>; clearAppBadge?: () => Promise<void> };
  void (count > 0 ? own.setAppBadge?.(count) : own.clearAppBadge?.())?.catch(() => undefined);
}
