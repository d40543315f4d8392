import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Button, Note, Select } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { afterMeQuery, myCasesQuery, useAfterMe, useAgreeToCase } from "./disclosure.data";
import { sayCase, sayField, WISHES } from "./say";

/** What asks for my word, what I was told, and what may be done with my data after my death. */
export function MyCases() {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const cases = useQuery(myCasesQuery);
  const agree = useAgreeToCase();
  const after = useQuery(afterMeQuery);
  const wish = useAfterMe();
  const wrong = [cases, agree, after, wish].find((step) => step.isError);
  const items = cases.data?.items ?? [];
  return (
    <>
      {wrong ? <Note tone="warn" alert>{sayWhy(wrong.error)}</Note> : null}
      {items.length > 0 ? (
        <section className="stack tight" aria-labelledby="my-cases-title">
          <h3 id="my-cases-title">{t("disclosure.mine")}</h3>
          <ul className="lines">
            {items.map((one) => (
              <li key={one.id}>
                <div className="lines-main">
                  <strong>
                    {t("disclosure.number", { number: one.number })} · {sayCase(one.kind, t)}
                  </strong>
                  <span className="small muted">{one.fields.map((field) => sayField(field, t)).join(", ")}</span>
                </div>
                {one.asks_me ? (
                  <Button busy={agree.isPending} onClick={() => agree.mutate(one.id)}>
                    {t("disclosure.agree")}
                  </Button>
                ) : null}
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      <section className="stack tight" aria-labelledby="after-title">
        <h3 id="after-title">{t("disclosure.after")}</h3>
        <p className="muted">{t("disclosure.after_lead")}</p>
        <Select
          label={t("disclosure.after_wish")}
          value={after.data?.wish ?? "law"}
          disabled={!after.data || wish.isPending}
          onChange={(value) => wish.mutate(WISHES.find((one) => one === value) ?? "law")}
          choices={WISHES.map((value) => ({ value, label: t(`disclosure.wish_${value}`) }))}
        />
      </section>
    </>
  );
}
