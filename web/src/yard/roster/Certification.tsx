/** The organisation proves that it is the company it says. */
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Popconfirm } from "@/ui/kit/Kit";
import { PickFile } from "@/ui/PickFile";
import { Button, Field, Note } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { certificateQuery, useCertify, useLicence, useWithdraw } from "./roster.data";
import "./words";
import "./roster.css";

export default function Certification({ org }: { org: string }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const mine = useQuery(certificateQuery(org));
  const [licence, certify, withdraw] = [useLicence(org), useCertify(org), useWithdraw(org)];
  const [code, setCode] = useState("");
  const [name, setName] = useState("");
  const [phone, setPhone] = useState("");
  if (mine.isError) return <Note tone="warn">{sayWhy(mine.error)}</Note>;
  if (!mine.data) return null;
  const { state, reason } = mine.data;
  const open = state !== "waiting" && state !== "certified";
  const wrong = licence.error ?? certify.error ?? withdraw.error;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    certify.mutate({ credit_code: code, contact_name: name, contact_phone: phone });
  };
  return (
    <div className="stack">
      <p className="muted">{t("roster.certificate_lead")}</p>
      {state ? (
        <Note tone={state === "certified" ? "good" : state === "refused" ? "warn" : "calm"}>
          {t(`roster.cert_${state}`)} {reason ? t("roster.cert_reason", { reason }) : null}
        </Note>
      ) : null}
      {wrong ? <Note tone="warn" alert>{sayWhy(wrong)}</Note> : null}
      {open ? (
        <form className="stack" onSubmit={submit}>
          <div>
            <PickFile icon="picture" busy={licence.isPending} accept="image/png,image/jpeg,image/webp" onPick={(picked) => licence.mutate(picked)}>
              {t("roster.licence")}
            </PickFile>
          </div>
          {mine.data.licence ? <p className="small muted">{t("roster.licence_there")}</p> : null}
          <Field data-plain label={t("roster.credit_code")} value={code} maxLength={24} autoComplete="off" onChange={(event) => setCode(event.target.value)} />
          <Field label={t("roster.contact_name")} value={name} maxLength={64} autoComplete="off" onChange={(event) => setName(event.target.value)} />
          <Field label={t("roster.contact_phone")} value={phone} type="tel" maxLength={24} autoComplete="off" onChange={(event) => setPhone(event.target.value)} />
          <div>
            <Button type="submit" weight="door" busy={certify.isPending} disabled={!mine.data.licence || !code.trim() || !name.trim() || !phone.trim()}>
              {t("roster.cert_send")}
            </Button>
          </div>
        </form>
      ) : (
        <div>
          <Popconfirm title={t("roster.cert_withdraw_sure")} okText={t("roster.cert_withdraw")} cancelText={t("common.cancel")} onConfirm={() => withdraw.mutate(undefined)}>
            <Button busy={withdraw.isPending}>{t("roster.cert_withdraw")}</Button>
          </Popconfirm>
        </div>
      )}
    </div>
  );
}
