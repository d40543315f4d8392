/** Where a signing in from outside was: the address that was found and the one that was written, how far from the site, and its coordinates. */
import { useTranslation } from "react-i18next";
import type { SignedIn } from "./attendance.data";
import { inDegrees } from "./fence.model";
import "./words";

export function FieldPlace({ one }: { one: SignedIn }) {
  const { t } = useTranslation();
  const { place, address, found, note, from_site_m: far } = one;
  const metres = typeof far === "number" ? t("attendance.field_far", { metres: far }) : undefined;
  return (
    <>
      <span className="small">{[found, address].filter(Boolean).join(" · ")}</span>
      <span className="small muted">{[place ? inDegrees(place) : undefined, metres, note].filter(Boolean).join(" · ")}</span>
    </>
  );
}
