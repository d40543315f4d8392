/** On the phone: which of my organisations the screen's console is. */
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Button, Note, Waiting } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { useChoose, useScan } from "./console.data";
import "./words";

export function Choose({ code }: { code: string }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const { data, error, mutate: scan } = useScan(code);
  const choose = useChoose(code);
  useEffect(() => scan(), [scan]);
  const wrong = error ?? choose.error;
  return (
    <>
      <header className="page-head">
        <h1>{t("console.choose_title")}</h1>
        <p>{t("console.choose_lead")}</p>
      </header>
      <section className="card stack">
        {wrong ? <Note tone="warn" alert>{sayWhy(wrong)}</Note> : null}
        {choose.isSuccess ? <Note tone="good" alert>{t("console.chose")}</Note> : null}
        {!data && !error ? <Waiting label={t("common.loading")} /> : null}
        {choose.isSuccess ? null : (
          <ul className="lines">
            {data?.items.map((org) => (
              <li key={org.id}>
                <div className="lines-main">
                  <strong>{org.name}</strong>
                </div>
                <Button aria-label={t("console.choose_of", { name: org.name })} busy={choose.isPending} onClick={() => choose.mutate(org.id)}>
                  {t("console.choose")}
                </Button>
              </li>
            ))}
          </ul>
        )}
      </section>
    </>
  );
}
