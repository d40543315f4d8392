import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/plain";
import type { ConsentItem } from "./data.data";

/** Asks for a yes: what is asked, word for word; each kind of sensitive data with a tick of its own, unticked. */
export function Agree({ consent, busy, onAgree, onRefuse }: Asking) {
  const { t } = useTranslation();
  const [ticked, setTicked] = useState<readonly string[]>([]);
  const isWhole = consent.categories.every(({ category }) => ticked.includes(category));
  const tick = (category: string) =>
    setTicked((before) => (before.includes(category) ? before.filter((one) => one !== category) : [...before, category]));
  return (
    <div className="stack small lines-whole">
      {consent.asked ? (
        <dl className="pair">
          <dt>{t("permissions.for")}</dt>
          <dd>{consent.asked.why}</dd>
          <dt>{t("data.asked_who")}</dt>
          <dd>{consent.asked.who}</dd>
          <dt>{t("permissions.without")}</dt>
          <dd>{consent.asked.if_not}</dd>
        </dl>
      ) : null}
      {consent.categories.map(({ category, title }) => (
        <label key={category} className="row">
          <input type="checkbox" checked={ticked.includes(category)} onChange={() => tick(category)} />
          {t("data.agree_to", { title })}
        </label>
      ))}
      <span className="row wrap">
        <Button busy={busy} disabled={!isWhole} aria-label={t("data.give_of", { title: consent.title })} onClick={() => onAgree(ticked)}>
          {t("data.give")}
        </Button>
        {consent.refused_at ? null : (
          <Button weight="quiet" busy={busy} aria-label={t("data.refuse_of", { title: consent.title })} onClick={onRefuse}>
            {t("data.refuse")}
          </Button>
        )}
      </span>
    </div>
  );
}

type Asking = {
  consent: ConsentItem;
  busy: boolean;
  onAgree: (categories: readonly string[]) => void;
  onRefuse: () => void;
};
