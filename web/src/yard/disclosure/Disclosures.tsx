import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "@/ui/Icon";
import { Skeleton } from "@/ui/kit/Kit";
import { Button, Dialog, Note } from "@/ui/plain";
import { showDay } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { CaseSheet } from "./CaseSheet";
import { casesQuery } from "./disclosure.data";
import { OpenCase } from "./OpenCase";
import { Recalls } from "./Recalls";
import { sayCase, sayCaseState } from "./say";
import { Succession } from "./Succession";

/** Cases of disclosure, what recipients were asked to delete, and who takes the house over. */
export function Disclosures() {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const cases = useQuery(casesQuery);
  const [opening, setOpening] = useState(false);
  const [open, setOpen] = useState("");
  if (open) return <CaseSheet id={open} onBack={() => setOpen("")} />;
  return (
    <div className="stack loose">
      <section className="stack" aria-labelledby="cases-title">
        <div className="row apart wrap">
          <h3 id="cases-title">{t("disclosure.cases")}</h3>
          <Button weight="door" onClick={() => setOpening(true)}>
            {t("disclosure.open")}
          </Button>
        </div>
        <p className="muted">{t("disclosure.lead")}</p>
        {cases.isError ? <Note tone="warn">{sayWhy(cases.error)}</Note> : null}
        {cases.isPending ? <Skeleton active /> : null}
        {cases.data?.items.length === 0 ? (
          <div className="empty">
            <Icon name="shield" size={32} />
            <p>{t("disclosure.none")}</p>
          </div>
        ) : null}
        <ul className="lines">
          {cases.data?.items.map((one) => (
            <li key={one.id}>
              <div className="lines-main">
                <span className="row wrap">
                  <strong>{t("disclosure.number", { number: one.number })}</strong>
                  <span className="tag">{sayCase(one.kind, t)}</span>
                  <span className="tag">{sayCaseState(one.state, t)}</span>
                </span>
                <span className="small muted">{showDay(one.opened_at, i18n.language)}</span>
              </div>
              <Button onClick={() => setOpen(one.id)}>{t("desk.open")}</Button>
            </li>
          ))}
        </ul>
      </section>
      <Recalls />
      <Succession />
      <Dialog open={opening} title={t("disclosure.open")} closeLabel={t("common.close")} onClose={() => setOpening(false)}>
        <OpenCase
          onDone={(id) => {
            setOpening(false);
            setOpen(id);
          }}
        />
      </Dialog>
    </div>
  );
}
