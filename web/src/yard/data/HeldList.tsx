import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Alert, Skeleton } from "@/ui/kit/Kit";
import { useSayWhy } from "@/ui/words";
import { showInstant } from "@/ui/when";
import { sayBasis } from "../policy/basis";
import { heldQuery } from "./data.data";
import { type HeldKind, kindsOf } from "./held.model";

/** What the house holds about me: the value itself, what it is for, since when, until when. */
export function HeldList() {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const held = useQuery(heldQuery(i18n.language));
  if (held.isError) return <Alert type="warning" showIcon title={sayWhy(held.error)} />;
  if (!held.data) return <Skeleton active />;
  if (held.data.items.length === 0) return <p className="muted">{t("data.held_none")}</p>;
  return (
    <ul className="held">
      {kindsOf(held.data.items).map((kind) => (
        <HeldCard key={kind.category} item={kind} />
      ))}
    </ul>
  );
}

const sources = ["you", "others", "use"] as const;
const known = <T extends string>(words: readonly T[], word: string): word is T => words.some((one) => one === word);

function HeldCard({ item }: { item: HeldKind }) {
  const { t, i18n } = useTranslation();
  const many = item.values.length > 1;
  return (
    <li className="held-card">
      <div className="row wrap">
        <h2 className="kind">{item.title}</h2>
        {item.sensitive ? <span className="tag warn">{t("policy.sensitive")}</span> : null}
      </div>
      <ul className={many ? "held-values small" : "held-value"} {...(many ? { tabIndex: 0, "aria-label": item.title } : {})}>
        {item.values.map((value, at) => (
          <li key={at}>{item.category === "device-label" && value === "?" ? t("me.device_unnamed") : value}</li>
        ))}
        {item.values.length === 0 ? <li>{t("data.held_hidden")}</li> : null}
      </ul>
      <dl className="small">
        <dt>{t("data.for")}</dt>
        <dd>{item.purposes.map(({ title }) => title).join(" · ") || "–"}</dd>
        <dt>{t("data.source")}</dt>
        <dd>{item.sources.map((source) => (known(sources, source) ? t(`data.source_${source}`) : source)).join(" · ")}</dd>
        <dt>{t("data.basis")}</dt>
        <dd>{item.bases.map((basis) => sayBasis(basis, t)).join(" · ")}</dd>
        <dt>{t("data.collected")}</dt>
        <dd>{showInstant(item.collected_at, i18n.language)}</dd>
        <dt>{t("data.kept")}</dt>
        <dd>{item.retention}</dd>
      </dl>
    </li>
  );
}
