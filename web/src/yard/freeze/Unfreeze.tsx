import i18next from "i18next";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Field, Note } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { useAskThaw, useThaw } from "./freeze.data";
import en from "./freeze.en.json";
import zh from "./freeze.zh.json";

// These sentences come with the page: nobody else loads them.
i18next.addResourceBundle("zh-CN", "translation", zh, true, false);
i18next.addResourceBundle("en", "translation", en, true, false);

/** A fresh proof lifts the freeze of an account; it opens no session. */
export function Unfreeze() {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const [ask, thaw] = [useAskThaw(), useThaw()];
  const [byMail, setByMail] = useState(false);
  const [typed, setTyped] = useState("");
  const [code, setCode] = useState("");
  const place = { phone: byMail ? "" : typed.trim(), mail: byMail ? typed.trim() : null };
  const send = (event: FormEvent) => {
    event.preventDefault();
    ask.mutate(place);
  };
  const lift = (event: FormEvent) => {
    event.preventDefault();
    thaw.mutate({ ...place, code: code.trim() });
  };
  if (thaw.isSuccess)
    return (
      <div className="stack loose">
        <h1>{t("title.unfreeze")}</h1>
        <Note tone="good" alert>{t("unfreeze.done")}</Note>
        <div className="row">
          <Button weight="door" onClick={() => location.assign("/enter")}>
            {t("unfreeze.enter")}
          </Button>
        </div>
      </div>
    );
  const mistake = thaw.error ?? ask.error;
  return (
    <div className="stack loose">
      <h1>{t("title.unfreeze")}</h1>
      <p>{t("unfreeze.lead")}</p>
      {ask.isSuccess ? (
        <form className="card stack" onSubmit={lift}>
          <p>{t("unfreeze.sent")}</p>
          <Field label={t("unfreeze.code")} value={code} inputMode="numeric" autoComplete="one-time-code" required onChange={(event) => setCode(event.target.value)} />
          <Button type="submit" weight="door" busy={thaw.isPending}>
            {t("unfreeze.go")}
          </Button>
        </form>
      ) : (
        <form className="card stack" onSubmit={send}>
          <Field label={t(byMail ? "unfreeze.mail" : "unfreeze.phone")} type={byMail ? "email" : "tel"} value={typed} required onChange={(event) => setTyped(event.target.value)} />
          <div className="row wrap">
            <Button type="submit" weight="door" busy={ask.isPending}>
              {t("unfreeze.send")}
            </Button>
            <Button onClick={() => setByMail(!byMail)}>{t(byMail ? "unfreeze.by_phone" : "unfreeze.by_mail")}</Button>
          </div>
        </form>
      )}
      {mistake ? <Note tone="warn" alert>{sayWhy(mistake)}</Note> : null}
    </div>
  );
}
