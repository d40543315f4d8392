import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Check, Field, Note } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { useTakeOver, versionQuery } from "./takeover.data";

/** For whoever takes the house over: the code he was told, the promises he takes over, and his word. */
export function TakeOver() {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const policy = useQuery(versionQuery);
  const { accept, decline } = useTakeOver();
  const [code, setCode] = useState("");
  const [read, setRead] = useState(false);
  const version = policy.data?.version ?? "";
  if (accept.isSuccess || decline.isSuccess) {
    return (
      <section className="stack loose">
        <h1>{t("takeover.title")}</h1>
        <Note tone="good" alert>{t(accept.isSuccess ? "takeover.accepted" : "takeover.declined")}</Note>
      </section>
    );
  }
  const wrong = accept.error ?? decline.error ?? policy.error;
  return (
    <section className="stack loose">
      <h1>{t("takeover.title")}</h1>
      <p>{t("takeover.lead")}</p>
      <div className="card stack">
        <Field label={t("takeover.code")} value={code} autoComplete="off" maxLength={100} required onChange={(event) => setCode(event.target.value)} />
        <p>
          <a href="/policy">{t("takeover.version", { version })}</a>
        </p>
        <Check checked={read} onChange={setRead}>
          {t("takeover.promise")}
        </Check>
        {wrong ? <Note tone="warn" alert>{sayWhy(wrong)}</Note> : null}
        <div className="row wrap">
          <Button weight="door" busy={accept.isPending} disabled={!code.trim() || !read || !version} onClick={() => accept.mutate({ code: code.trim(), version })}>
            {t("takeover.accept")}
          </Button>
          <Button busy={decline.isPending} disabled={!code.trim()} onClick={() => decline.mutate(code.trim())}>
            {t("takeover.decline")}
          </Button>
        </div>
        <p className="small muted">{t("takeover.decline_lead")}</p>
      </div>
    </section>
  );
}
