import { Selftest } from "@/meet/selftest/Selftest";
import { Sheet } from "./Sheet";

export default function SelftestPage() {
  return (
    <Sheet width="text">
      <Selftest />
    </Sheet>
  );
}
