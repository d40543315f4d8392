import { PermissionsList } from "@/yard/policy/PermissionsList";
import { Sheet } from "./Sheet";

export default function Permissions() {
  return (
    <Sheet width="text">
      <PermissionsList />
    </Sheet>
  );
}
