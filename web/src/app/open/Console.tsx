import { Screen } from "@/yard/console/Screen";
import { Sheet } from "./Sheet";

export default function Console() {
  return (
    <Sheet width="text">
      <Screen />
    </Sheet>
  );
}
