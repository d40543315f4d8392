import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Field } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { useRecover } from "./setup.data";
import { PASSWORD_LENGTH_MIN } from "./setup.model";

/** A keeper who lost the way in comes with a one-time link from the server's console. */
export function Recover({ recoveryKey, onDone }: { recoveryKey: string; onDone: () => void }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const recover = useRecover();
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    recover.mutate({ key: recoveryKey, password, ...(login.trim() ? { login: login.trim() } : {}) }, { onSuccess: onDone });
  };
  return (
    <form className="stack loose" onSubmit={submit} noValidate>
      <div className="stack tight">
        <h1>{t("setup.recover_title")}</h1>
        <p>{t("setup.recover_lead")}</p>
      </div>
      <div className="card stack">
        <Field label={t("setup.login")} hint={t("setup.recover_login_hint")} value={login} maxLength={200} autoComplete="username" onChange={(event) => setLogin(event.target.value)} />
        <Field
          label={t("setup.password")}
          hint={t("setup.password_hint", { least: PASSWORD_LENGTH_MIN })}
          mistake={recover.isError ? sayWhy(recover.error) : undefined}
          type="password"
          autoComplete="new-password"
          maxLength={200}
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
        <Button type="submit" weight="door" wide busy={recover.isPending} disabled={password.length < PASSWORD_LENGTH_MIN}>
          {t("sign.enter")}
        </Button>
      </div>
    </form>
  );
}
