import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Note, Select, TextField } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { consentsQuery } from "../data/data.data";
import { Prove } from "../identity/Prove";
import type { Proof } from "../identity/identity.data";
import { saveFile } from "../rights/file";
import { type Mandate, useAsk, useConsentFor, useData } from "./mandate.data";
import { sayScope } from "./say";

type ActProps = { mandate: Mandate; name: string; version: string };

/** What I do for somebody, in his name: said above all of it, and each act stands on his page. */
export function Act({ mandate, name, version }: ActProps) {
  const { t } = useTranslation();
  const [scope, setScope] = useState(mandate.scopes[0] ?? "see");
  return (
    <div className="stack">
      <Note>{t("mandate.acting_for", { name })}</Note>
      <Select label={t("mandate.deed")} value={scope} onChange={setScope} choices={mandate.scopes.map((value) => ({ value, label: sayScope(value, t) }))} />
      {scope === "see" ? <See mandate={mandate} /> : null}
      {scope === "consent" ? <Say mandate={mandate} version={version} /> : null}
      {scope !== "see" && scope !== "consent" ? <Ask key={scope} mandate={mandate} kind={scope} /> : null}
    </div>
  );
}

function See({ mandate }: { mandate: Mandate }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const data = useData(mandate.id);
  const save = (proof: Proof) =>
    data.mutate({ proof }, { onSuccess: (found) => saveFile(`${mandate.person}.json`, JSON.stringify(found, null, 2)) });
  return (
    <div className="stack tight">
      <p className="muted">{t("mandate.see_lead")}</p>
      {data.isError ? <Note tone="warn" alert>{sayWhy(data.error)}</Note> : null}
      {data.isSuccess ? <Note tone="good">{t("mandate.done")}</Note> : <Prove go={t("mandate.see_go")} busy={data.isPending} onProof={save} />}
    </div>
  );
}

function Ask({ mandate, kind }: { mandate: Mandate; kind: string }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const ask = useAsk(mandate.id);
  const [words, setWords] = useState("");
  return (
    <div className="stack tight">
      <TextField label={t("rights.words")} maxLength={2000} value={words} onChange={(event) => setWords(event.target.value)} />
      {ask.isError ? <Note tone="warn" alert>{sayWhy(ask.error)}</Note> : null}
      {ask.isSuccess ? (
        <Note tone="good">{t("mandate.done")}</Note>
      ) : (
        <Prove go={t("rights.ask_go")} busy={ask.isPending} onProof={(proof) => ask.mutate({ kind, words, proof })} />
      )}
    </div>
  );
}

function Say({ mandate, version }: { mandate: Mandate; version: string }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const say = useConsentFor(mandate.id);
  const consents = useQuery(consentsQuery(i18n.language));
  const purposes = (consents.data?.items ?? []).filter((one) => one.withdrawable);
  const [purpose, setPurpose] = useState("");
  const [deed, setDeed] = useState<"give" | "withdraw">("withdraw");
  const chosen = purposes.find((one) => one.purpose === purpose) ?? purposes[0];
  // Nothing sensitive is agreed to for another; ending it is always possible.
  const mayGive = chosen !== undefined && !chosen.sensitive;
  const given = deed === "give" && mayGive;
  return (
    <div className="stack tight">
      <Select label={t("paper.purpose")} value={chosen?.purpose ?? ""} onChange={setPurpose} choices={purposes.map((one) => ({ value: one.purpose, label: one.title }))} />
      <Select
        label={t("mandate.says")}
        value={given ? "give" : "withdraw"}
        onChange={(value) => setDeed(value === "give" ? "give" : "withdraw")}
        choices={[{ value: "withdraw", label: t("data.withdraw") }, ...(mayGive ? [{ value: "give", label: t("data.give") }] : [])]}
      />
      <p className="small">
        {chosen?.asked?.why} {chosen?.asked?.who} {chosen?.asked?.if_not}
      </p>
      {say.isError ? <Note tone="warn" alert>{sayWhy(say.error)}</Note> : null}
      {say.isSuccess ? <Note tone="good">{t("mandate.done")}</Note> : null}
      {chosen ? (
        <Prove
          go={t(given ? "data.give" : "data.withdraw")}
          busy={say.isPending}
          onProof={(proof) => say.mutate({ purpose: chosen.purpose, given, version, lang: i18n.language, proof })}
        />
      ) : null}
    </div>
  );
}
