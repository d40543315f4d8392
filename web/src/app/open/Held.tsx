import { Outside } from "@/yard/outside/Outside";
import { Sheet } from "./Sheet";

export default function Held() {
  return (
    <Sheet width="text">
      <Outside />
    </Sheet>
  );
}
