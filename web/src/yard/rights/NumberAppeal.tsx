import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Dialog, Field, Note } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { Prove } from "../identity/Prove";
import { useAppeal, useNumberCode } from "./rights.data";

/** My number is gone, or another account holds the one I have now: two proofs, and people decide. */
export function NumberAppeal() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <section className="stack tight" aria-labelledby="number-title">
      <h3 id="number-title">{t("rights.number")}</h3>
      <p className="muted">{t("rights.number_lead")}</p>
      <div className="row">
        <Button onClick={() => setOpen(true)}>{t("rights.number_go")}</Button>
      </div>
      <Dialog open={open} title={t("rights.number")} closeLabel={t("common.close")} onClose={() => setOpen(false)}>
        <Appealing />
      </Dialog>
    </section>
  );
}

function Appealing() {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const send = useNumberCode();
  const appeal = useAppeal();
  const [phone, setPhone] = useState("");
  const [code, setCode] = useState("");
  const [words, setWords] = useState("");
  if (appeal.isSuccess) return <Note tone="good" alert>{t("rights.number_done")}</Note>;
  const mistake = appeal.error ?? send.error;
  const isReady = code.trim().length > 0 && words.trim().length > 0;
  return (
    <div className="stack">
      <Field label={t("rights.number_new")} value={phone} inputMode="tel" autoComplete="tel" onChange={(event) => setPhone(event.target.value)} />
      <div className="row">
        <Button busy={send.isPending} disabled={!phone.trim()} onClick={() => send.mutate(phone.trim())}>
          {t("rights.number_send")}
        </Button>
      </div>
      {send.isSuccess ? (
        <>
          <Field label={t("identity.code")} value={code} inputMode="numeric" autoComplete="one-time-code" maxLength={6} onChange={(event) => setCode(event.target.value)} />
          <Field label={t("rights.number_words")} value={words} maxLength={2000} onChange={(event) => setWords(event.target.value)} />
        </>
      ) : null}
      {mistake ? <Note tone="warn" alert>{sayWhy(mistake)}</Note> : null}
      {isReady ? (
        <Prove go={t("rights.number_go")} busy={appeal.isPending} onProof={(proof) => appeal.mutate({ phone: phone.trim(), code: code.trim(), words: words.trim(), proof })} />
      ) : null}
    </div>
  );
}
