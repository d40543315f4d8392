/** Which client this page is: its version, and its build by the name of its first file, as the house names it. */
import { version } from "../../../package.json";

export const ownVersion: string = version;

export function ownBuild(): string {
  const first = document.querySelector<HTMLScriptElement>('script[type="module"][src*="/assets/"]')?.src ?? "";
  return /\/assets\/([^/]+)\.js$/.exec(first)?.[1] ?? "dev";
}
