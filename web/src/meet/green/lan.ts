/** The local network: some devices ask before a page's media may go over it. Browsers ask by themselves, a shell is told. */
import { recall, remember } from "@/ui/memory";
import { askShell } from "@/ui/platform";

/** Asks once in the life of this device, when its person enters a meeting for the first time; never before (JJB-028). */
export function askLocalNetworkOnce(ask: typeof askShell = askShell): void {
  if (!recall("lan") && ask("local-network", {})) remember("lan", true);
}
