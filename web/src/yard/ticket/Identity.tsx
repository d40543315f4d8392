import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Popconfirm } from "@/ui/kit/Kit";
import { Button, Field, Note } from "@/ui/plain";
import { showDay } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { useCheck, useDeskFreeze, useVerify } from "./desk.data";

/** Is it really he who calls? A code to the number he names, read back, and only then whose account it is. */
export function Identity({ ticket }: { ticket: string }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const [check, verify, freeze] = [useCheck(ticket), useVerify(ticket), useDeskFreeze(ticket)];
  const [phone, setPhone] = useState("");
  const [code, setCode] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (check.isSuccess) verify.mutate({ phone, code: code.trim() });
    else check.mutate(phone);
  };
  const mistake = freeze.error ?? verify.error ?? check.error;
  return (
    <details>
      <summary>{t("desk.identity")}</summary>
      <form className="stack" onSubmit={submit}>
        <p className="muted">{t("desk.identity_lead")}</p>
        <Field label={t("desk.identity_phone")} type="tel" value={phone} required disabled={check.isSuccess} onChange={(event) => setPhone(event.target.value)} />
        {check.isSuccess ? <Field label={t("desk.identity_code")} inputMode="numeric" value={code} required maxLength={6} onChange={(event) => setCode(event.target.value)} /> : null}
        <div className="row">
          <Button type="submit" busy={check.isPending || verify.isPending}>
            {t(check.isSuccess ? "desk.identity_compare" : "desk.identity_send")}
          </Button>
        </div>
        {mistake ? <Note tone="warn" alert>{sayWhy(mistake)}</Note> : null}
        {verify.data === null ? <Note>{t("desk.identity_none")}</Note> : null}
        {verify.data ? (
          <Note tone="good" alert>
            {[verify.data.name, verify.data.phone, verify.data.mail, t("desk.identity_since", { day: showDay(verify.data.since, i18n.language) })].filter(Boolean).join(" · ")}
          </Note>
        ) : null}
        {verify.data && !freeze.isSuccess ? (
          <div className="row">
            <Popconfirm title={t("me.freeze_sure")} okText={t("me.freeze_go")} cancelText={t("common.cancel")} onConfirm={() => freeze.mutate()}>
              <Button weight="danger" icon="lock" busy={freeze.isPending}>
                {t("me.freeze_go")}
              </Button>
            </Popconfirm>
          </div>
        ) : null}
        {freeze.isSuccess ? <Note tone="good" alert>{t("desk.frozen")}</Note> : null}
      </form>
    </details>
  );
}
