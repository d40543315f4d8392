import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Check, Field, Note, Select } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { consentsQuery } from "../data/data.data";
import { SCOPES, sayScope } from "../mandate/say";
import { sayKind } from "../rights/say";
import { type PaperWish, usePrint } from "./paper.data";
import { type Learn, PrintSheet } from "./PrintSheet";
import { ASKS, sayWhat, WHATS } from "./say";

type What = (typeof WHATS)[number];

/** What is to be signed, and by whom: he is found by his number, and nothing of him is shown. */
export function NewSheet({ learn }: { learn: Learn }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const print = usePrint();
  const consents = useQuery(consentsQuery(i18n.language));
  const [phone, setPhone] = useState("");
  const [what, setWhat] = useState<What>("consent");
  const [purpose, setPurpose] = useState("");
  const [asks, setAsks] = useState<string>("see");
  const [lang, setLang] = useState(i18n.language === "en" ? "en" : "zh-CN");
  const [holder, setHolder] = useState("");
  const [scopes, setScopes] = useState<readonly string[]>([]);
  const [days, setDays] = useState("365");
  const purposes = (consents.data?.items ?? []).filter((one) => one.withdrawable);
  const chosen = purpose || purposes[0]?.purpose || "";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const wish: PaperWish = { phone, what, lang };
    if (what === "request") wish.asks = asks;
    else if (what === "mandate") wish.mandate = { phone: holder, scopes: [...scopes], days: Number(days) };
    else wish.purpose = chosen;
    print.mutate(wish);
  };
  const tick = (scope: string, on: boolean) => setScopes((before) => (on ? [...before, scope] : before.filter((one) => one !== scope)));
  return (
    <div className="stack">
      <form className="stack tight" onSubmit={submit}>
        <Field label={t("paper.phone")} hint={t("paper.phone_hint")} type="tel" inputMode="tel" autoComplete="off" maxLength={24} required value={phone} onChange={(event) => setPhone(event.target.value)} />
        <Select
          label={t("paper.what")}
          value={what}
          onChange={(value) => setWhat(WHATS.find((one) => one === value) ?? "consent")}
          choices={WHATS.map((value) => ({ value, label: sayWhat(value, t) }))}
        />
        {what === "consent" || what === "withdrawal" ? (
          <Select label={t("paper.purpose")} value={chosen} onChange={setPurpose} choices={purposes.map((one) => ({ value: one.purpose, label: one.title }))} />
        ) : null}
        {what === "request" ? (
          <Select label={t("rights.kind")} value={asks} onChange={setAsks} choices={ASKS.map((value) => ({ value, label: sayKind(value, t) }))} />
        ) : null}
        {what === "mandate" ? (
          <>
            <Field label={t("mandate.phone")} type="tel" inputMode="tel" autoComplete="off" maxLength={24} required value={holder} onChange={(event) => setHolder(event.target.value)} />
            {SCOPES.map((scope) => (
              <Check key={scope} checked={scopes.includes(scope)} onChange={(on) => tick(scope, on)}>
                {sayScope(scope, t)}
              </Check>
            ))}
            <Field label={t("mandate.days")} type="number" min={1} max={1096} required value={days} onChange={(event) => setDays(event.target.value)} />
          </>
        ) : null}
        <Select
          label={t("paper.lang")}
          value={lang}
          onChange={setLang}
          choices={[
            { value: "zh-CN", label: "中文" },
            { value: "en", label: "English" },
          ]}
        />
        {print.isError ? <Note tone="warn" alert>{sayWhy(print.error)}</Note> : null}
        <div>
          <Button type="submit" busy={print.isPending}>
            {t("paper.prepare")}
          </Button>
        </div>
      </form>
      {print.data ? <PrintSheet sheet={print.data} learn={learn} {...(what === "mandate" ? { scopes } : {})} /> : null}
    </div>
  );
}
