import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { keepingQuery, useDays, useKeepingInStep } from "./keeping.data";

/** Says to everybody in it for how long what is said here is kept; nothing where it stays until somebody takes it back. */
export function Keeping({ conversation }: { conversation: string }) {
  const { t } = useTranslation();
  const days = useDays();
  useKeepingInStep(conversation);
  const { data } = useQuery(keepingQuery(conversation));
  if (!data) return null;
  const { messages, files } = data.holds;
  const isKept = typeof messages !== "number" && typeof files !== "number";
  if (isKept && !data.relay) return null;
  return (
    <p className="thread-line" role="note">
      {data.relay ? t("keeping.holds_relay") : t("keeping.holds", { messages: days(messages), files: days(files) })}
    </p>
  );
}
