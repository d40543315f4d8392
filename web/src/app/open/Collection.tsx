import { CollectionList } from "@/yard/policy/CollectionList";
import { Sheet } from "./Sheet";

export default function Collection() {
  return (
    <Sheet width="text">
      <CollectionList />
    </Sheet>
  );
}
