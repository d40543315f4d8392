/** Registers the worker that keeps the shell at hand; only for people who live here, not for guests. */
export function startWorker(): void {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  navigator.serviceWorker.register("/sw.js").catch(() => undefined); // without it everything works, only slower
}
