/** The password with which an administrator comes into the console on another screen. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Dialog, Field, Note } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { Prove } from "../identity/Prove";
import { useSetPassword } from "./console.data";
import "./words";

export default function SetPassword() {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const set = useSetPassword();
  const [open, setOpen] = useState(false);
  const [password, setPassword] = useState("");
  const done = () => {
    setOpen(false);
    setPassword("");
  };
  return (
    <section className="card stack" aria-labelledby="console-password">
      <h2 id="console-password">{t("console.set_title")}</h2>
      <p className="muted">{t("console.set_lead")}</p>
      {set.isSuccess ? <Note tone="good" alert>{t("console.set_done")}</Note> : null}
      <div>
        <Button onClick={() => setOpen(true)}>{t("console.set")}</Button>
      </div>
      <Dialog open={open} title={t("console.set_title")} closeLabel={t("common.close")} onClose={done}>
        <div className="stack">
          <Field label={t("console.password")} type="password" value={password} autoComplete="new-password" onChange={(event) => setPassword(event.target.value)} />
          {set.isError ? <Note tone="warn" alert>{sayWhy(set.error)}</Note> : null}
          {password.length >= 10 ? <Prove go={t("console.set")} busy={set.isPending} onProof={(proof) => set.mutate({ password, proof }, { onSuccess: done })} /> : null}
        </div>
      </Dialog>
    </section>
  );
}
