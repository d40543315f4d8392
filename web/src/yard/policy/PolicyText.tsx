import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Note, Waiting } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { DocumentLinks } from "./DocumentLinks";
import { type DocumentName, documentQuery, type PolicyDocument } from "./policy.data";

/** A published document; what concerns sensitive data is bold, as the law wants it. */
export function PolicyText({ document = "policy" }: { document?: DocumentName }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const text = useQuery(documentQuery(document, i18n.language));
  if (text.isError) return <Note tone="warn">{sayWhy(text.error)}</Note>;
  if (!text.data) return <Waiting label={t("common.loading")} />;
  return <WholeText text={text.data} />;
}

/** A document with its contents; each sentence leads to the promises it keeps and to the tests that prove them. */
export function WholeText({ text }: { text: PolicyDocument }) {
  const { t } = useTranslation();
  const { title, version, sections } = text;
  return (
    <article className="policy">
      <h1>{title}</h1>
      <p className="muted">{t("policy.version", { version })}</p>
      <DocumentLinks />
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
            <p key={at}>
              {sentence.bold ? <strong>{sentence.text}</strong> : sentence.text}
              {sentence.promises.map((id) => (
                <a key={id} className="tag" href={`/policy/promises#${id}`} aria-label={t("policy.promise", { id })}>
                  {id}
                </a>
              ))}
            </p>
          ))}
        </section>
      ))}
    </article>
  );
}
