import { Unfreeze as LiftFreeze } from "@/yard/freeze/Unfreeze";
import { Sheet } from "./Sheet";

export default function Unfreeze() {
  return (
    <Sheet width="text">
      <LiftFreeze />
    </Sheet>
  );
}
