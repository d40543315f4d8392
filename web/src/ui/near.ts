/** What a shell hears around the device, by the bridge (docs/platforms.md): it stays in the page. */
import { askShell } from "./platform";

/** What a shell hears around the device: addresses with their strength in dBm, and whether a program there feigns the place. */
export type Near = { sensed: readonly { address: string; strength: number }[]; mock: boolean };

/** The name of the event by which a shell answers. */
export const NEAR_EVENT = "courtyard-near";

/**
 * Asks the shell which of these addresses it hears; nothing where there is none, or it says nothing within the time. The shell
 * compares with the programs on the device itself and says only whether one of them feigns the place: no list comes here.
 */
export function askNear(addresses: readonly string[], wait_ms = 4_000): Promise<Near | undefined> {
  return new Promise((done) => {
    const end = (near?: Near) => {
      clearTimeout(timer);
      removeEventListener(NEAR_EVENT, hear);
      done(near);
    };
    const hear = (event: Event) => {
      const { detail } = event as CustomEvent<unknown>;
      end(nearOf(typeof detail === "string" ? detail : ""));
    };
    const timer = setTimeout(end, wait_ms);
    addEventListener(NEAR_EVENT, hear);
    if (!askShell("near", { addresses: addresses.join(" ") })) end();
  });
}

function nearOf(text: string): Near | undefined {
  try {
    const said = JSON.parse(text) as { sensed?: unknown; mock?: unknown };
    const isHeard = (one: unknown): one is Near["sensed"][number] =>
      typeof one === "object" && one !== null && typeof (one as { address?: unknown }).address === "string" && typeof (one as { strength?: unknown }).strength === "number";
    return { sensed: Array.isArray(said.sensed) ? said.sensed.filter(isHeard).slice(0, 200) : [], mock: said.mock === true };
  } catch {
    return undefined; // what is no answer is none
  }
}
