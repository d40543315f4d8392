/** How sentences are found: a key in the catalogue, a refusal by its code. */
import { useTranslation } from "react-i18next";
import { Refusal } from "@/api/refusal";

/** Says an error in the reader's language; the server's own sentence is the fallback. */
export function useSayWhy(): (error: unknown) => string {
  const { t, i18n } = useTranslation();
  return (error) => {
    if (!(error instanceof Refusal)) return t("refusal.unexpected");
    const key = `refusal.${error.code}`;
    // The code comes from the server, so its key is known only at run time.
    const say = i18n.t as (key: string, args: Record<string, unknown>) => string;
    if (i18n.exists(key)) return say(key, { ...error.args });
    return error.title || t("refusal.unexpected");
  };
}
