import { DisownSession } from "@/yard/account/DisownSession";
import { Sheet } from "./Sheet";

export default function Disown() {
  return (
    <Sheet>
      <DisownSession mark={location.hash.slice(1)} />
    </Sheet>
  );
}
