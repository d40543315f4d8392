import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { showInstant } from "@/ui/when";
import { grantsQuery, standing, useGrantsInStep } from "./grant.data";

/** Says to everybody in it that those who run the house may read here: what for, until when, and how often they did. */
export function Granted({ conversation }: { conversation: string }) {
  const { t, i18n } = useTranslation();
  useGrantsInStep(conversation);
  const { data: grant } = useQuery({ ...grantsQuery(conversation), select: standing, refetchInterval: 60_000 });
  if (!grant) return null;
  const why = t(`grant.why.${grant.why}`);
  return (
    <p className="thread-line" role="note">
      {t(grant.org ? "grant.stands_org" : "grant.stands_case", { why, until: showInstant(grant.ends_at, i18n.language), count: grant.looks })}
    </p>
  );
}
