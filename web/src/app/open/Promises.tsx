import { Promises as PromiseLedger } from "@/yard/policy/Promises";
import { Sheet } from "./Sheet";

export default function Promises() {
  return (
    <Sheet width="text">
      <PromiseLedger />
    </Sheet>
  );
}
