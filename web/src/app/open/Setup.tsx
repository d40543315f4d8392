import { SetupWizard } from "@/yard/setup/SetupWizard";
import type { Place } from "./route";
import { Sheet } from "./Sheet";

export default function Setup({ place }: { place: Place }) {
  return (
    <Sheet>
      <SetupWizard setupKey={place.page === "setup" ? place.key : ""} />
    </Sheet>
  );
}
