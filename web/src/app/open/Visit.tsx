import { GuestView } from "@/community/visits/GuestView";
import { Sheet } from "./Sheet";

export default function Visit() {
  return (
    <Sheet width="text">
      <GuestView token={location.hash.slice(1)} />
    </Sheet>
  );
}
