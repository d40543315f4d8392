/** What this browser keeps of the pages' files, so that they open quickly. Nothing personal lies there. */
export async function cachedBytes(): Promise<number> {
  if (!("caches" in globalThis)) return 0;
  let bytes = 0;
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) bytes += (await (await cache.match(request))?.blob())?.size ?? 0;
  }
  return bytes;
}

/** Removes it, and nothing else: neither the sign-in nor what was set. */
export async function clearCache(): Promise<void> {
  if (!("caches" in globalThis)) return;
  await Promise.all((await caches.keys()).map((name) => caches.delete(name)));
}

export function showBytes(bytes: number, language: string): string {
  const unit = bytes < 1_048_576 ? "kilobyte" : "megabyte";
  const amount = bytes / (unit === "kilobyte" ? 1_024 : 1_048_576);
  return new Intl.NumberFormat(language, { style: "unit", unit, maximumFractionDigits: 1 }).format(amount);
}
