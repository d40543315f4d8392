import { PolicyText } from "@/yard/policy/PolicyText";
import { Sheet } from "./Sheet";

export default function Policy() {
  return (
    <Sheet width="text">
      <PolicyText />
    </Sheet>
  );
}
