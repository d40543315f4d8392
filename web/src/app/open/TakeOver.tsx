import { TakeOver } from "@/yard/succession/TakeOver";
import { Sheet } from "./Sheet";

export default function TakeOverPage() {
  return (
    <Sheet width="text">
      <TakeOver />
    </Sheet>
  );
}
