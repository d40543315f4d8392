import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Note } from "@/ui/plain";
import { bulletinsQuery } from "./notice.data";

/** Public notices, at the top of every page, for whoever nothing else reaches. */
export function Bulletins() {
  const { t, i18n } = useTranslation();
  const bulletins = useQuery(bulletinsQuery(i18n.language));
  if (!bulletins.data?.items.length) return null;
  return (
    <section className="stack" aria-label={t("notices.bulletins")}>
      {bulletins.data.items.map((one) => (
        <Note key={`${one.code} ${one.at}`} tone="warn">
          <details>
            <summary>{one.title}</summary>
            <p style={{ whiteSpace: "pre-line" }}>{one.text}</p>
          </details>
        </Note>
      ))}
    </section>
  );
}
