import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Check } from "@/ui/plain";
import type { Asked, AskedItem } from "../policy/policy.data";
import { agreed, type Consent } from "./sign.model";

type ConsentScreenProps = {
  asked: Asked;
  onAgree: (consent: Consent) => void;
  onDecline: () => void;
};

/** What is asked for, why, for how long, who gets it, what happens if not; two equal buttons. */
export function ConsentScreen({ asked, onAgree, onDecline }: ConsentScreenProps) {
  const { t } = useTranslation();
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const required = asked.items.filter((item) => item.required);
  const optional = asked.items.filter((item) => !item.required);

  const tick = (purpose: string, on: boolean) => {
    const next = new Set(ticked);
    if (on) next.add(purpose);
    else next.delete(purpose);
    setTicked(next);
  };

  return (
    <section className="stack loose consent" aria-labelledby="consent-title">
      <div className="stack tight">
        <h1 id="consent-title">{t("sign.consent_title")}</h1>
        <p>{t("sign.consent_lead")}</p>
      </div>
      <h2 className="unseen">{t("sign.required")}</h2>
      <div className="asks">
        {required.map((item) => (
          <AskedCard key={item.purpose} item={item} mark={t("sign.required")} />
        ))}
      </div>
      {optional.length > 0 ? <h2>{t("sign.optional")}</h2> : null}
      {optional.length > 0 ? (
        <div className="asks">
          {optional.map((item) => (
            <AskedCard key={item.purpose} item={item}>
              <Check checked={ticked.has(item.purpose)} onChange={(on) => tick(item.purpose, on)}>
                {t("sign.allow", { title: item.title })}
              </Check>
            </AskedCard>
          ))}
        </div>
      ) : null}
      <p className="small">
        {t("sign.full_text")} <a href="/policy">{t("title.policy")}</a> · <a href="/policy/collection">{t("title.collection")}</a> ·{" "}
        {t("policy.version", { version: asked.version })}
      </p>
      <div className="equal">
        <Button onClick={onDecline}>{t("sign.decline")}</Button>
        <Button onClick={() => onAgree(agreed(asked, ticked))}>{t("sign.agree")}</Button>
      </div>
    </section>
  );
}

type AskedCardProps = { item: AskedItem; mark?: string; children?: React.ReactNode };

function AskedCard({ item, mark, children }: AskedCardProps) {
  const { t } = useTranslation();
  const lines = [
    [t("sign.what"), item.what],
    [t("sign.why"), item.why],
    [t("sign.how_long"), item.how_long],
    [t("sign.who"), item.who],
    [t("sign.if_not"), item.if_not],
  ] as const;
  return (
    <article className="card asked">
      <header className="row wrap">
        <h3>{item.title}</h3>
        {mark ? <span className="tag">{mark}</span> : null}
        {item.sensitive ? <span className="tag warn">{t("policy.sensitive")}</span> : null}
      </header>
      <dl>
        {lines.map(([term, words]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{item.sensitive ? <strong>{words}</strong> : words}</dd>
          </div>
        ))}
      </dl>
      {children}
    </article>
  );
}
