import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Field, Note, Select, Waiting } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { casesQuery } from "@/yard/disclosure/disclosure.data";
import { sayCase } from "@/yard/disclosure/say";
import { useCaseGrant } from "./grant.data";
import { conversationIn, lets } from "./grant.model";

const spans = [1, 24, 72, 168, 720] as const;

/** A case that another keeper reviewed lets the keepers read one conversation in which somebody of the case is or was. */
export function CaseGrant({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const cases = useQuery(casesQuery);
  const grant = useCaseGrant();
  const [picked, setPicked] = useState("");
  const [typed, setTyped] = useState("");
  const [hours, setHours] = useState<number>(24);
  if (cases.isError) return <Note tone="warn" alert>{sayWhy(cases.error)}</Note>;
  if (!cases.data) return <Waiting label={t("common.loading")} />;
  const reviewed = cases.data.items.filter(lets);
  if (reviewed.length === 0) return <Note>{t("grant.case_none")}</Note>;
  const disclosure = picked || (reviewed[0]?.id ?? "");
  const conversation = conversationIn(typed);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (conversation) grant.mutate({ disclosure, conversation, hours }, { onSuccess: onDone });
  };
  return (
    <form className="card stack" aria-label={t("grant.case")} onSubmit={submit}>
      <p className="muted">{t("grant.case_lead")}</p>
      <div className="row wrap contact-form">
        <Select label={t("grant.case_which")} value={disclosure} onChange={setPicked} choices={reviewed.map(({ id, number, kind }) => ({ value: id, label: `${t("disclosure.number", { number })} · ${sayCase(kind, t)}` }))} />
        <Select label={t("grant.hours")} value={String(hours)} onChange={(chosen) => setHours(Number(chosen))} choices={spans.map((span) => ({ value: String(span), label: span < 24 ? t("grant.span_hours", { count: span }) : t("keeping.days", { count: span / 24 }) }))} />
      </div>
      <Field label={t("grant.address")} hint={t("grant.address_hint")} value={typed} maxLength={300} autoComplete="off" onChange={(event) => setTyped(event.target.value)} />
      {grant.isError ? <Note tone="warn" alert>{sayWhy(grant.error)}</Note> : null}
      <div className="row">
        <Button type="submit" busy={grant.isPending} disabled={!conversation}>
          {t("grant.case_give")}
        </Button>
      </div>
    </form>
  );
}
