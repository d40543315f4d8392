import { RecipientsList } from "@/yard/policy/RecipientsList";
import { Sheet } from "./Sheet";

export default function Recipients() {
  return (
    <Sheet width="text">
      <RecipientsList />
    </Sheet>
  );
}
