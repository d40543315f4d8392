/** What lies over whatever page one is on: calls, and what is urgent. */
import type { Me } from "@/yard/me/me.data";
import { CallDock } from "./call/CallDock";
import { PhoneDock } from "./phone/PhoneDock";
import { UrgentDock } from "./urgent/UrgentDock";

export function Docks({ me }: { me: Me }) {
  return (
    <>
      <CallDock me={me} />
      <PhoneDock />
      <UrgentDock me={me} />
    </>
  );
}
