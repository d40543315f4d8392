/** The calendar of a phone or a computer in step with this one: the address that it asks, and a password for each device. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSignOutDevice } from "@/yard/me/me.data";
import { copyText } from "@/ui/copy";
import { Button, Dialog, Field, Note, Waiting } from "@/ui/plain";
import { showRecent } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { type Device, phonesQuery, useAddPhone } from "./calendar.data";

export function PhoneDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const phones = useQuery(phonesQuery);
  const make = useAddPhone();
  const [label, setLabel] = useState("");
  const failed = [phones, make].find(({ isError }) => isError);
  return (
    <Dialog open title={t("calendar.phone")} closeLabel={t("common.close")} onClose={onClose}>
      <div className="stack">
        <p>{t("calendar.phone_lead")}</p>
        {phones.isPending ? <Waiting label={t("common.loading")} /> : null}
        {phones.data ? (
          <dl className="calendar-account">
            <Line name={t("calendar.phone_address")} value={`${window.location.origin}${phones.data.path}`} />
            <Line name={t("calendar.phone_user")} value={phones.data.user} />
            {make.data ? <Line name={t("calendar.phone_password")} value={make.data.password} /> : null}
          </dl>
        ) : null}
        {make.data ? <Note tone="good" alert>{t("calendar.phone_once")}</Note> : null}
        <form className="stack" onSubmit={(event) => { event.preventDefault(); make.mutate({ label }, { onSuccess: () => setLabel("") }); }}>
          <Field label={t("calendar.phone_label")} hint={t("calendar.phone_hint")} required maxLength={64} value={label} onChange={(event) => setLabel(event.target.value)} />
          <Button type="submit" weight="door" busy={make.isPending}>{t("calendar.phone_make")}</Button>
        </form>
        {failed ? <Note tone="warn" alert>{sayWhy(failed.error)}</Note> : null}
        {phones.data ? <Phones items={phones.data.items} onEnded={() => void phones.refetch()} /> : null}
      </div>
    </Dialog>
  );
}

export function Line({ name, value }: { name: string; value: string }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState<boolean>();
  const copy = t(copied === false ? "calendar.phone_copy_failed" : copied ? "calendar.phone_copied" : "calendar.phone_copy");
  return (
    <div>
      <dt className="small muted">{name}</dt>
      <dd><code>{value}</code></dd>
      <dd>
        <Button weight="quiet" icon="copy" aria-label={`${name}: ${copy}`} onClick={() => void copyText(value).then(setCopied)}>{copy}</Button>
      </dd>
    </div>
  );
}

function Phones({ items, onEnded }: { items: readonly Device[]; onEnded: () => void }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const end = useSignOutDevice();
  const [sure, setSure] = useState("");
  const leave = (id: string) => (sure === id ? end.mutate(id, { onSuccess: onEnded }) : setSure(id));
  if (items.length === 0) return <p className="muted">{t("calendar.phone_none")}</p>;
  return (
    <>
      <ul className="stack tight">
        {items.map((one) => (
          <li key={one.id} className="row apart wrap">
            <span>
              <strong>{one.label}</strong>{" "}
              <span className="small muted">{one.used ? t("calendar.phone_used", { at: showRecent(one.used, i18n.language) }) : t("calendar.phone_unused")}</span>
            </span>
            <Button weight={sure === one.id ? "danger" : "quiet"} busy={end.isPending} onClick={() => leave(one.id)}>
              {t(sure === one.id ? "calendar.phone_end_sure" : "calendar.phone_end")}
            </Button>
          </li>
        ))}
      </ul>
      {end.isError ? <Note tone="warn" alert>{sayWhy(end.error)}</Note> : null}
    </>
  );
}
