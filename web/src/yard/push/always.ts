/** Whether a notification that is touched opens at once. It asks first until its person says otherwise, on this device. */
import { recall, remember } from "@/ui/memory";

export const opensAtOnce = (): boolean => recall("pushed") === "at-once";

export function openAtOnce(on: boolean): void {
  remember("pushed", on ? "at-once" : "ask");
}
