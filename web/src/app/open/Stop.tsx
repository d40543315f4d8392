import { StopNotices } from "@/yard/notice/StopNotices";
import { Sheet } from "./Sheet";

export default function Stop() {
  return (
    <Sheet>
      <StopNotices mark={location.hash.slice(1)} />
    </Sheet>
  );
}
