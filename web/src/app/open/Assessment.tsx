import { PolicyText } from "@/yard/policy/PolicyText";
import { Sheet } from "./Sheet";

export default function Assessment() {
  return (
    <Sheet width="text">
      <PolicyText document="assessment" />
    </Sheet>
  );
}
