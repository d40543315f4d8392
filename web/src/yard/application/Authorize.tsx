/** An application asks who I am: who runs it, where its rules stand, what it would get, and yes or no. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Check, Note, Waiting } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { type Question, questionQuery, type Scope, useAnswer } from "./application.data";
import "./words";

export function Authorize({ query }: { query: string }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const asked = useQuery(questionQuery(query));
  const reply = useAnswer(query);
  const { mutate } = reply;
  const to = asked.data?.back ?? reply.data?.to;
  const isKnown = asked.data?.question ? !asked.data.question.asks : false;
  // What I said before holds: nothing is asked twice.
  useEffect(() => {
    if (isKnown) mutate({ say: "as_before" });
  }, [isKnown, mutate]);
  useEffect(() => {
    if (to) location.replace(to);
  }, [to]);
  const wrong = asked.error ?? reply.error;
  if (wrong) {
    return (
      <section className="card stack">
        <h1>{t("apps.title")}</h1>
        <Note tone="warn" alert>{sayWhy(wrong)}</Note>
      </section>
    );
  }
  if (!asked.data?.question || isKnown || to) return <Waiting label={t("apps.going")} />;
  return <Ask question={asked.data.question} host={hostOf(query)} busy={reply.isPending} onYes={(scopes) => mutate({ say: "yes", scopes, version: asked.data.question?.version ?? "" })} onNo={() => mutate({ say: "no" })} />;
}

function hostOf(query: string): string {
  try {
    return new URL(new URLSearchParams(query).get("redirect_uri") ?? "").host;
  } catch {
    return "";
  }
}

type AskProps = { question: Question; host: string; busy: boolean; onYes: (scopes: Scope[]) => void; onNo: () => void };

function Ask({ question, host, busy, onYes, onNo }: AskProps) {
  const { t } = useTranslation();
  // What I let it have before is ticked, else my name alone; number and mail address never are by themselves.
  const first = question.given.length > 0 ? question.given : question.scopes.filter((scope) => scope === "profile");
  const [ticked, setTicked] = useState<readonly Scope[]>(first);
  const tick = (scope: Scope, on: boolean) => setTicked(question.scopes.filter((one) => (one === scope ? on : ticked.includes(one))));
  return (
    <section className="card stack" aria-labelledby="ask-title">
      <h1 id="ask-title">{t("apps.ask_title", { name: question.name })}</h1>
      <p>{t("apps.ask_in", { org: question.org_name })}</p>
      <dl className="pair">
        <dt>{t("apps.ask_runner")}</dt>
        <dd>{question.runner}</dd>
        <dt>{t("apps.ask_policy")}</dt>
        <dd>
          <a href={question.policy} target="_blank" rel="noopener noreferrer">
            {question.policy}
          </a>
        </dd>
      </dl>
      <h2>{t("apps.ask_gets")}</h2>
      <p>{t("apps.ask_always", { what: t("apps.scope_openid") })}</p>
      {question.scopes.length > 0 ? <p className="small muted">{t("apps.ask_choose")}</p> : null}
      {question.scopes.map((scope) => (
        <Check key={scope} checked={ticked.includes(scope)} disabled={busy} onChange={(on) => tick(scope, on)}>
          {t(`apps.scope_${scope}`)}
        </Check>
      ))}
      <p className="small muted">{t("apps.ask_where", { host })}</p>
      <div className="row wrap">
        <Button weight="door" busy={busy} onClick={() => onYes([...ticked])}>
          {t("apps.ask_yes")}
        </Button>
        <Button disabled={busy} onClick={onNo}>
          {t("apps.ask_no")}
        </Button>
      </div>
    </section>
  );
}
