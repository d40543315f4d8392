/** On the phone: which of my organisations the screen's console is. Nothing happens before a press: a link alone scans no code. */
import { useTranslation } from "react-i18next";
import { Button, Note } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { useChoose, useScan } from "./console.data";
import { Digits } from "./Digits";
import "./words";

export function Choose({ code }: { code: string }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const scan = useScan(code);
  const choose = useChoose(code);
  const wrong = scan.error ?? choose.error;
  const seen = scan.data;
  return (
    <>
      <header className="page-head">
        <h1>{t("console.choose_title")}</h1>
        <p>{t("console.choose_lead")}</p>
      </header>
      <section className="card stack">
        {wrong ? <Note tone="warn" alert>{sayWhy(wrong)}</Note> : null}
        {choose.isSuccess ? <Note tone="good" alert>{t("console.chose")}</Note> : null}
        {seen ? null : (
          <>
            <p>{t("console.ask")}</p>
            <div>
              <Button weight="door" busy={scan.isPending} onClick={() => scan.mutate()}>
                {t("console.go")}
              </Button>
            </div>
          </>
        )}
        {seen && !choose.isSuccess ? (
          <>
            <Digits digits={seen.number} />
            <p>{t("console.same")}</p>
          </>
        ) : null}
        {choose.isSuccess ? null : (
          <ul className="lines">
            {seen?.items.map((org) => (
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
