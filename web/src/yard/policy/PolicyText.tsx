import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Note, Waiting } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { policyQuery } from "./policy.data";

/** The published policy; what concerns sensitive data is bold, as the law wants it. */
export function PolicyText() {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const policy = useQuery(policyQuery(i18n.language));
  if (policy.isError) return <Note tone="warn">{sayWhy(policy.error)}</Note>;
  if (!policy.data) return <Waiting label={t("common.loading")} />;
  const { title, version, sections } = policy.data;
  return (
    <article className="policy">
      <h1>{title}</h1>
      <p className="muted">{t("policy.version", { version })}</p>
      <nav aria-label={t("policy.contents")} className="policy-contents">
        <details>
          <summary>{t("policy.contents")}</summary>
          <ol>
          {sections.map((section) => (
            <li key={section.id}>
              <a href={`#${section.id}`}>{section.heading}</a>
            </li>
          ))}
        </ol>
        </details>
      </nav>
      {sections.map((section) => (
        <section key={section.id} id={section.id}>
          <h2>{section.heading}</h2>
          {section.sentences.map((sentence, at) => (
            <p key={at}>{sentence.bold ? <strong>{sentence.text}</strong> : sentence.text}</p>
          ))}
        </section>
      ))}
    </article>
  );
}
