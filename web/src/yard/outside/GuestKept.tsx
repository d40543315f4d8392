import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Button, Note } from "@/ui/plain";
import { showInstant } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { guestQuery, useEraseGuest } from "./outside.data";

/** For a guest after a meeting: what it keeps of him, by the key behind the `#` of his link, which no server sees by itself. */
export function GuestKept({ guest }: { guest: string }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const kept = useQuery(guestQuery(guest));
  const erase = useEraseGuest();
  if (erase.isSuccess) return <Note tone="good" alert>{t("outside.erased")}</Note>;
  if (kept.isError) return <Note tone="warn" alert>{sayWhy(kept.error)}</Note>;
  if (!kept.data) return null;
  return (
    <section className="card stack">
      <h2>{t("outside.guest")}</h2>
      <p>{t("outside.guest_name", { name: kept.data.name ?? "–" })}</p>
      <ul>
        {kept.data.stays.map((stay) => (
          <li key={stay.joined_at}>
            {showInstant(stay.joined_at, i18n.language)} – {stay.left_at ? showInstant(stay.left_at, i18n.language) : ""}
          </li>
        ))}
      </ul>
      {erase.isError ? <Note tone="warn" alert>{sayWhy(erase.error)}</Note> : null}
      {kept.data.ended_at ? (
        <Button weight="danger" busy={erase.isPending} onClick={() => erase.mutate(guest)}>
          {t("outside.erase")}
        </Button>
      ) : (
        <Note>{t("outside.guest_on")}</Note>
      )}
    </section>
  );
}
