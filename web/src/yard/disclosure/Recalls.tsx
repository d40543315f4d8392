import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Field, Note } from "@/ui/plain";
import { showDay } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { recallsQuery, useAcknowledge } from "./disclosure.data";

/** Who was asked to delete what he received of people who left. */
export function Recalls() {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const recalls = useQuery(recallsQuery);
  const acknowledge = useAcknowledge();
  const [reference, setReference] = useState("");
  const waits = recalls.data?.items.some((one) => one.state !== "acknowledged");
  return (
    <section className="stack" aria-labelledby="recalls-title">
      <h3 id="recalls-title">{t("disclosure.recalls")}</h3>
      <p className="muted">{t("disclosure.recalls_lead")}</p>
      {recalls.isError ? <Note tone="warn">{sayWhy(recalls.error)}</Note> : null}
      {acknowledge.isError ? <Note tone="warn" alert>{sayWhy(acknowledge.error)}</Note> : null}
      {waits ? <Field label={t("disclosure.recall_reference")} value={reference} maxLength={200} onChange={(event) => setReference(event.target.value)} /> : null}
      <ul className="lines">
        {recalls.data?.items.map((one) => (
          <li key={one.id}>
            <div className="lines-main">
              <strong>{one.recipient}</strong>
              <span className="small muted">
                {one.acknowledged_at
                  ? t("disclosure.recall_done", { at: showDay(one.acknowledged_at, i18n.language) })
                  : t("disclosure.recall_since", { at: showDay(one.begun_at, i18n.language) })}
              </span>
            </div>
            {one.state === "acknowledged" ? null : (
              <Button
                busy={acknowledge.isPending}
                disabled={!reference.trim()}
                onClick={() => acknowledge.mutate({ recall: one.id, reference }, { onSuccess: () => setReference("") })}
              >
                {t("disclosure.recall_note")}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
