import { Recover } from "@/yard/setup/Recover";
import { go, type Place } from "./route";
import { Sheet } from "./Sheet";

export default function RecoverPage({ place }: { place: Place }) {
  return (
    <Sheet>
      <Recover recoveryKey={place.page === "recover" ? place.key : ""} onDone={() => go("/home")} />
    </Sheet>
  );
}
