import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Field, Note, Select } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { successionQuery, useSuccession } from "./disclosure.data";

const CAUSES = ["merger", "acquisition", "bankruptcy"] as const;
const STATES = ["announced", "accepted", "anew", "called_off"] as const;

/** Who takes the house over: announced, and how far it is. */
export function Succession() {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const found = useQuery(successionQuery);
  const { announce, callOff } = useSuccession();
  const [cause, setCause] = useState<(typeof CAUSES)[number]>("merger");
  const [successor, setSuccessor] = useState("");
  const [contact, setContact] = useState("");
  const last = found.data?.last;
  const state = STATES.find((one) => one === last?.state);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    announce.mutate({ cause, successor, contact });
  };
  const wrong = [found, announce, callOff].find((step) => step.isError);
  return (
    <section className="stack" aria-labelledby="succession-title">
      <h3 id="succession-title">{t("disclosure.succession")}</h3>
      <p className="muted">{t("disclosure.succession_lead")}</p>
      {wrong ? <Note tone="warn" alert>{sayWhy(wrong.error)}</Note> : null}
      {last && state ? (
        <Note tone={state === "announced" ? "warn" : "calm"}>
          {last.successor}: {t(`disclosure.succession_${state}`)}
        </Note>
      ) : null}
      {announce.data ? <Note tone="good">{t("disclosure.succession_code", { code: announce.data.code })}</Note> : null}
      {state === "announced" ? (
        <div className="row">
          <Button busy={callOff.isPending} onClick={() => callOff.mutate()}>
            {t("disclosure.succession_call_off")}
          </Button>
        </div>
      ) : (
        <form className="stack" onSubmit={submit}>
          <Select
            label={t("disclosure.cause")}
            value={cause}
            onChange={(value) => setCause(CAUSES.find((one) => one === value) ?? "merger")}
            choices={CAUSES.map((value) => ({ value, label: t(`disclosure.cause_${value}`) }))}
          />
          <Field label={t("disclosure.successor")} value={successor} maxLength={200} required onChange={(event) => setSuccessor(event.target.value)} />
          <Field label={t("disclosure.contact")} value={contact} maxLength={200} required onChange={(event) => setContact(event.target.value)} />
          <div className="row">
            <Button type="submit" busy={announce.isPending}>
              {t("disclosure.announce")}
            </Button>
          </div>
        </form>
      )}
    </section>
  );
}
