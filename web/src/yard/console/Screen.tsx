/** The screen where nobody is signed in: a code to be scanned, and then the password. */
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Field, Note, Waiting } from "@/ui/plain";
import { Qr } from "@/ui/Qr";
import { useSayWhy } from "@/ui/words";
import { type Code, stateQuery, useCode, useEnter } from "./console.data";
import { Digits } from "./Digits";
import "./words";

export function Screen() {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const { data: code, error, mutate: show } = useCode();
  useEffect(() => show(), [show]);
  return (
    <div className="stack loose">
      <h1>{t("console.title")}</h1>
      <p>{t("console.lead")}</p>
      {error ? <Note tone="warn" alert>{sayWhy(error)}</Note> : null}
      {code ? <Open key={code.code} code={code} onAgain={() => show()} /> : error ? null : <Waiting label={t("common.loading")} />}
    </div>
  );
}

function Open({ code, onAgain }: { code: Code; onAgain: () => void }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const state = useQuery(stateQuery(code));
  const enter = useEnter();
  const [password, setPassword] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const wish = { code: code.code, secret: code.secret, password, bearer: false };
    enter.mutate(wish, { onSuccess: ({ org }) => location.assign(`/orgs/${org}`) });
  };
  if (state.isError)
    return (
      <div className="stack">
        <Note tone="warn" alert>{sayWhy(state.error)}</Note>
        <div>
          <Button weight="door" onClick={onAgain}>
            {t("console.again")}
          </Button>
        </div>
      </div>
    );
  const stands = state.data ?? "shown";
  return (
    <>
      <p role="status">{t(`console.${stands}`)}</p>
      <Digits digits={code.number} />
      {stands === "chosen" ? (
        <form className="stack" onSubmit={submit}>
          <Field label={t("console.password")} type="password" value={password} autoComplete="current-password" onChange={(event) => setPassword(event.target.value)} />
          {enter.isError ? <Note tone="warn" alert>{sayWhy(enter.error)}</Note> : null}
          <div>
            <Button type="submit" weight="door" busy={enter.isPending} disabled={!password}>
              {t("console.enter")}
            </Button>
          </div>
        </form>
      ) : (
        <Qr text={`${location.origin}/console/${code.code}`} label={t("console.qr")} size={224} />
      )}
    </>
  );
}
