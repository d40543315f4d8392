import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Field, Note } from "@/ui/plain";
import { showDay } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { houseKeyQuery, knownHousesQuery, useKnowHouse } from "./moving.data";

/** Houses from which people come, by the keys they sign with; and the key of this house. */
export function KnownHouses() {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const houses = useQuery(knownHousesQuery);
  const own = useQuery(houseKeyQuery);
  const { know, forget } = useKnowHouse();
  const [name, setName] = useState("");
  const [key, setKey] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const clear = () => {
      setName("");
      setKey("");
    };
    know.mutate({ name, key }, { onSuccess: clear });
  };
  const wrong = [houses, know, forget].find((step) => step.isError);
  return (
    <section className="stack" aria-labelledby="known-title">
      <h3 id="known-title">{t("moving.houses")}</h3>
      <p className="muted">{t("moving.houses_lead")}</p>
      {own.data ? (
        <dl className="pair small">
          <dt>{t("moving.own_key")}</dt>
          <dd className="mono">{own.data.fingerprint}</dd>
          <dt>{t("moving.key")}</dt>
          <dd className="mono">{own.data.key}</dd>
        </dl>
      ) : null}
      {wrong ? <Note tone="warn" alert>{sayWhy(wrong.error)}</Note> : null}
      <ul className="lines">
        {houses.data?.items.map((house) => (
          <li key={house.fingerprint}>
            <div className="lines-main">
              <strong>{house.name}</strong>
              <span className="small muted mono">{house.fingerprint}</span>
              <span className="small muted">{showDay(house.added_at, i18n.language)}</span>
            </div>
            <Button busy={forget.isPending} onClick={() => forget.mutate(house.fingerprint)}>
              {t("moving.forget")}
            </Button>
          </li>
        ))}
      </ul>
      <form className="stack" onSubmit={submit}>
        <Field label={t("moving.name")} value={name} maxLength={100} required onChange={(event) => setName(event.target.value)} />
        <Field label={t("moving.key")} value={key} maxLength={60} required onChange={(event) => setKey(event.target.value)} />
        <div className="row">
          <Button type="submit" busy={know.isPending}>
            {t("moving.know")}
          </Button>
        </div>
      </form>
    </section>
  );
}
