import { useQuery } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Check, Note } from "@/ui/plain";
import { showInstant } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { LookAt } from "./LookAt";
import { type Archive, houseKeyQuery, type Looked, useImport, useLookAtArchive } from "./moving.data";

const WHYS = ["prove_anew", "security", "others", "ask_anew", "record", "too_old", "too_many", "unreadable", "not_kept"] as const;

/** Bringing the archive of another house: what is in it, from whom, and what comes along. */
export function MoveIn() {
  const { t } = useTranslation();
  return (
    <LookAt id="moving-title" title={t("moving.title")} lead={t("moving.lead")} look={useLookAtArchive()}>
      {(archive, looked, key) => <Offered key={key} archive={archive} looked={looked} />}
    </LookAt>
  );
}

function Offered({ archive, looked }: { archive: Archive; looked: Looked }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const take = useImport();
  const [chosen, setChosen] = useState(() => new Set(looked.offers.filter((one) => !one.replaces).map((one) => one.category)));
  const [compared, setCompared] = useState(false);
  const [mine, setMine] = useState(false);
  const toggle = (category: string, on: boolean) => {
    const next = new Set(chosen);
    if (on) next.add(category);
    else next.delete(category);
    setChosen(next);
  };
  if (take.isSuccess) {
    const came = take.data.items.map((one) => `${looked.offers.find((offer) => offer.category === one.category)?.title ?? one.category}: ${one.count}`);
    return <Note tone="good" alert>{t("moving.done", { came: came.join(" · ") })}</Note>;
  }
  const ready = chosen.size > 0 && (looked.known_as || compared) && (looked.own_number === true || mine);
  const replace = looked.offers.filter((one) => one.replaces && chosen.has(one.category)).map((one) => one.category);
  const go = () =>
    take.mutate({ archive, take: [...chosen], replace, mine, ...(compared ? { compared: looked.fingerprint } : {}) });
  return (
    <div className="card stack">
      <dl className="pair">
        <dt>{t("moving.from")}</dt>
        <dd>{looked.house}</dd>
        <dt>{t("moving.made")}</dt>
        <dd>{showInstant(looked.made_at, i18n.language)}</dd>
        <dt>{t("moving.fingerprint")}</dt>
        <dd className="mono">{looked.fingerprint}</dd>
      </dl>
      {looked.known_as ? <Note tone="good">{t("moving.known", { name: looked.known_as })}</Note> : <Note tone="warn">{t("moving.unknown")}</Note>}
      {looked.known_as ? null : (
        <Check checked={compared} onChange={setCompared}>
          {t("moving.compared")}
        </Check>
      )}
      {looked.own_number === true ? null : (
        <Check checked={mine} onChange={setMine}>
          {t(looked.own_number === false ? "moving.mine_other" : "moving.mine")}
        </Check>
      )}
      <h4>{t("moving.offers")}</h4>
      {looked.offers.map((one) => (
        <Check key={one.category} checked={chosen.has(one.category)} onChange={(on) => toggle(one.category, on)}>
          {sayOffer(one, t)}
        </Check>
      ))}
      {looked.left.length > 0 ? <h4>{t("moving.left")}</h4> : null}
      <ul className="small">
        {looked.left.map((one) => (
          <li key={`${one.category} ${one.why}`}>
            {one.title} ({one.count}): {sayLeft(one.why, t)}
          </li>
        ))}
        {looked.told > 0 ? <li>{t("moving.told", { count: looked.told })}</li> : null}
      </ul>
      {looked.consents.length > 0 ? (
        <details>
          <summary>{t("moving.consents", { count: looked.consents.length })}</summary>
          <ul className="small">
            {looked.consents.map((said, at) => (
              <li key={at}>{said}</li>
            ))}
          </ul>
        </details>
      ) : null}
      {take.isError ? <Note tone="warn" alert>{sayWhy(take.error)}</Note> : null}
      <div className="row">
        <Button weight="door" busy={take.isPending} disabled={!ready} onClick={go}>
          {t("moving.take")}
        </Button>
      </div>
    </div>
  );
}

function sayOffer(one: Looked["offers"][number], t: TFunction): string {
  if (one.replaces && one.there) return t("moving.replaces", { title: one.title, there: one.there, here: one.here ?? "" });
  if (one.replaces) return t("moving.replaces_it", { title: one.title });
  return one.there ? `${one.title}: ${one.there}` : `${one.title} (${one.count})`;
}

function sayLeft(why: string, t: TFunction): string {
  const known = WHYS.find((one) => one === why);
  return known ? t(`moving.why_${known}`) : why;
}

/** The key of this house, beside the archive that it signs: whoever moves compares it there. */
export function HouseKey() {
  const { t } = useTranslation();
  const key = useQuery(houseKeyQuery);
  if (!key.data) return null;
  return (
    <p className="small muted">
      {t("moving.own_key")} <span className="mono">{key.data.fingerprint}</span>
    </p>
  );
}
