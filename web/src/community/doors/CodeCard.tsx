import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Note } from "@/ui/plain";
import { Qr } from "@/ui/Qr";
import { useSayWhy } from "@/ui/words";
import { useCode, useOwn } from "./doors.data";
import { EACH_MS, freshCode } from "./fresh";

type Kept = NonNullable<ReturnType<typeof useCode>["data"]>;

/** The code of this phone. What it is made of stays in the memory of this page. */
export function CodeCard({ home }: { home: string }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const code = useCode(home);
  const { renew } = useOwn(home);
  const failed = [code, renew].find(({ isError }) => isError);
  return (
    <section className="card stack" aria-labelledby="doors-code">
      <h2 id="doors-code">{t("passes.code")}</h2>
      {code.data ? <ShownCode code={code.data} lead={t("passes.code_lead")} /> : null}
      {failed ? <Note tone="warn" alert>{sayWhy(failed.error)}</Note> : null}
      {renew.isSuccess && !code.data ? <Note tone="good">{t("passes.code_renewed")}</Note> : null}
      <div className="row wrap">
        {code.data ? (
          <Button onClick={() => code.reset()}>{t("passes.code_hide")}</Button>
        ) : (
          <Button weight="door" busy={code.isPending} onClick={() => code.mutate()}>
            {t("passes.code_show")}
          </Button>
        )}
        <Button weight="quiet" busy={renew.isPending} onClick={() => renew.mutate(undefined, { onSuccess: () => code.reset() })}>
          {t("passes.code_renew")}
        </Button>
      </div>
    </section>
  );
}

/** A code that is made anew each half minute, of what stays in the memory of the page. */
export function ShownCode({ code, lead }: { code: Kept; lead: string }) {
  const { t } = useTranslation();
  const [shown, setShown] = useState<{ text: string; madeMs: number }>();
  const [failed, setFailed] = useState(false);
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const ticks = window.setInterval(() => setNow(Date.now()), 1_000);
    return () => window.clearInterval(ticks);
  }, []);
  const isOld = shown === undefined || now - shown.madeMs >= EACH_MS || now < shown.madeMs;
  useEffect(() => {
    if (!isOld) return;
    let isThere = true;
    const madeMs = Date.now();
    const of = { pass: code.pass, secret: code.secret, slip: code.slip ?? "", doors: code.doors.map(({ number }) => number) };
    const make = async () => {
      try {
        const text = await freshCode(of, Math.floor((madeMs + code.aheadMs) / 1_000));
        if (isThere) setShown({ text, madeMs });
      } catch {
        // A page that was not opened over HTTPS has no means to make one.
        if (isThere) setFailed(true);
      }
    };
    void make();
    return () => {
      isThere = false;
    };
  }, [code, isOld]);
  if (failed) return <Note tone="warn" alert>{t("passes.code_failed")}</Note>;
  if (!shown) return null;
  const left = Math.min(EACH_MS / 1_000, Math.max(0, Math.ceil((shown.madeMs + EACH_MS - now) / 1_000)));
  return (
    <div className="stack code-shown">
      <Qr text={shown.text} label={t("passes.code_label")} size={288} alphanumeric />
      <p aria-hidden="true">{t("passes.code_next", { count: left })}</p>
      <progress max={EACH_MS / 1_000} value={left} aria-hidden="true" />
      <p className="muted">{lead}</p>
      <p className="small muted">{t("passes.code_doors", { doors: code.doors.map(({ name }) => name).join(" · ") })}</p>
    </div>
  );
}
