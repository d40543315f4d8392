import { ScreenView } from "@/office/attendance/ScreenView";
import { Sheet } from "./Sheet";

export default function Screen() {
  return (
    <Sheet width="text">
      <ScreenView token={location.hash.slice(1)} />
    </Sheet>
  );
}
