import { PosterView } from "@/community/visits/PosterView";
import { Sheet } from "./Sheet";

export default function Gate() {
  return (
    <Sheet width="text">
      <PosterView token={location.hash.slice(1)} />
    </Sheet>
  );
}
