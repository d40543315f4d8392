import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Popconfirm } from "@/ui/kit/Kit";
import { Button, Field, Note } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { passkeysWork } from "./ceremony";
import { passkeysQuery, useAddPasskey, useRemovePasskey } from "./passkey.data";

export function Passkeys() {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const passkeys = useQuery(passkeysQuery);
  const add = useAddPasskey();
  const remove = useRemovePasskey();
  const [label, setLabel] = useState("");
  return (
    <section className="card stack" id="passkeys" aria-labelledby="passkeys-title">
      <h2 id="passkeys-title">{t("me.passkeys")}</h2>
      <p>{t("me.passkeys_lead")}</p>
      <ul className="lines">
        {passkeys.data?.items.map((passkey) => (
          <li key={passkey.id}>
            <strong>{passkey.label}</strong>
            <Popconfirm title={t("me.passkey_remove_sure")} okText={t("common.remove")} cancelText={t("common.cancel")} onConfirm={() => remove.mutate(passkey.id)}>
              <Button weight="danger">{t("common.remove")}</Button>
            </Popconfirm>
          </li>
        ))}
      </ul>
      {passkeysWork() ? (
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            add.mutate(label.trim() || t("me.passkey_default"), { onSuccess: () => setLabel("") });
          }}
        >
          <Field label={t("me.passkey_label")} value={label} maxLength={60} placeholder={t("me.passkey_default")} onChange={(event) => setLabel(event.target.value)} />
          <div>
            <Button type="submit" icon="key" busy={add.isPending}>
              {t("me.passkey_add")}
            </Button>
          </div>
        </form>
      ) : (
        <Note>{t("me.passkeys_absent")}</Note>
      )}
      {add.isError ? <Note tone="warn" alert>{add.error instanceof DOMException ? t("me.passkey_cancelled") : sayWhy(add.error)}</Note> : null}
    </section>
  );
}
