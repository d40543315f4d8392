/** What the browser tells of the device without being asked for a permission; what it does not tell is absent. */
type Hints = { model?: string; platform?: string; platformVersion?: string; fullVersionList?: { brand: string; version: string }[] };
type Told = Navigator & {
  userAgentData?: { getHighEntropyValues(hints: string[]): Promise<Hints> };
  connection?: { effectiveType?: string };
  deviceMemory?: number;
};

export type Device = {
  model?: string;
  system: string;
  system_version?: string;
  browser: string;
  browser_version?: string;
  network?: string;
  memory_gb?: number;
  storage_mb?: number;
};

export async function device(told: Told = navigator): Promise<Device> {
  const hints = await told.userAgentData?.getHighEntropyValues(["model", "platformVersion", "fullVersionList"]).catch(() => undefined);
  const brand = hints?.fullVersionList?.find(({ brand: name }) => !/not.?a.?brand|^Chromium$/i.test(name)) ?? hints?.fullVersionList?.find(({ brand: name }) => name === "Chromium");
  const read = agentOf(told.userAgent);
  const storage = await told.storage?.estimate?.().catch(() => undefined);
  const left = storage?.quota === undefined ? undefined : Math.round((storage.quota - (storage.usage ?? 0)) / 1_048_576);
  return {
    ...some("model", hints?.model || read.model),
    system: (hints?.platform || read.system).slice(0, 40),
    ...some("system_version", hints?.platformVersion || read.systemVersion),
    browser: (brand?.brand || read.browser).slice(0, 40),
    ...some("browser_version", brand?.version || read.browserVersion),
    ...some("network", told.connection?.effectiveType?.slice(0, 20)),
    ...(told.deviceMemory ? { memory_gb: Math.round(told.deviceMemory) } : {}),
    ...(left === undefined ? {} : { storage_mb: Math.min(left, 4_000_000) }),
  };
}

type Read = { model?: string | undefined; system: string; systemVersion?: string | undefined; browser: string; browserVersion?: string | undefined };

/** What stands in the words by which every browser calls itself. */
export function agentOf(agent: string): Read {
  const find = (sign: RegExp) => sign.exec(agent)?.[1]?.replace(/_/g, ".");
  const system = (["Windows", "Android", "iPhone", "iPad", "Mac OS X", "Linux"] as const).find((name) => agent.includes(name)) ?? "?";
  const browser = (["Edg", "Firefox", "Chrome", "Safari"] as const).find((name) => agent.includes(`${name}/`)) ?? "?";
  return {
    model: find(/Android [^;]+; ([^;)]{1,40}?)(?: Build|\))/) ?? (system === "iPhone" || system === "iPad" ? system : undefined),
    system,
    systemVersion: find(/(?:Windows NT|Android|iPhone OS|CPU OS|Mac OS X) ([\d._]{1,20})/),
    browser: browser === "Edg" ? "Edge" : browser,
    browserVersion: find(new RegExp(`${browser === "Safari" ? "Version" : browser}/([\\d.]{1,30})`)),
  };
}

function some<Key extends string>(key: Key, value: string | undefined): { [one in Key]?: string } {
  return (value ? { [key]: value.slice(0, 40) } : {}) as { [one in Key]?: string };
}
