import { useTranslation } from "react-i18next";

type Passed = { direction: string; done: string; reason?: string | null };

/** What came of a vehicle at a lane, in words; a word that this page does not know yet stands as it is. */
export function useSaid() {
  const { t, i18n } = useTranslation();
  const word = (group: "direction" | "done" | "reason", of: string) => {
    const key = `vehicles.${group}_${of}`;
    return i18n.exists(key) ? t(key as "vehicles.title") : of;
  };
  return ({ direction, done, reason }: Passed): string => [word("direction", direction), word("done", done), ...(reason ? [word("reason", reason)] : [])].join(" · ");
}
