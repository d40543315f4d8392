import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { showInstant } from "@/ui/when";
import { holdsQuery, standing, useHoldsInStep } from "./hold.data";

/** Says to whoever is held, before he writes: since when and until when what is taken back here is kept, and what for. */
export function Held({ conversation }: { conversation: string }) {
  const { t, i18n } = useTranslation();
  useHoldsInStep(conversation);
  const { data = [] } = useQuery({ ...holdsQuery(conversation), select: standing, refetchInterval: 60_000 });
  return data.map(({ id, person, why, stands_at, ends_at }) => (
    <p key={id} className="thread-line" role="note">
      {t(person ? "hold.stands_mine" : "hold.stands", { why: t(`hold.why.${why}`), since: showInstant(stands_at ?? ends_at, i18n.language), until: showInstant(ends_at, i18n.language) })}
    </p>
  ));
}
