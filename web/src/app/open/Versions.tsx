import { Versions as PolicyVersions } from "@/yard/policy/Versions";
import type { Place } from "./route";
import { Sheet } from "./Sheet";

export default function Versions({ place }: { place: Place }) {
  return (
    <Sheet width="text">
      <PolicyVersions policy={place.page === "versions" ? place.policy : ""} />
    </Sheet>
  );
}
