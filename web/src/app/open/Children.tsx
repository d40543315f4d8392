import { PolicyText } from "@/yard/policy/PolicyText";
import { Sheet } from "./Sheet";

export default function Children() {
  return (
    <Sheet width="text">
      <PolicyText document="children" />
    </Sheet>
  );
}
