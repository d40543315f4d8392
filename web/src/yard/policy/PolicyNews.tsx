import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { showRecent } from "@/ui/when";
import { Changes } from "./Changes";
import { myPolicyQuery, type PolicyWord, useAnswerPolicy } from "./policy.data";

/** A version that is coming, or that came and waits for my word. Nothing else of the page waits for it. */
export function PolicyNews() {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const { data } = useQuery(myPolicyQuery(i18n.language));
  const answer = useAnswerPolicy();
  const news = data?.unanswered ?? data?.coming;
  if (!data || !news) return null;
  const { brief, changes } = news;
  const last = data.said.findLast((said) => said.policy === brief.id)?.word;
  const say = (word: PolicyWord) => answer.mutate({ policy: brief.id, word });
  const inForce = brief.in_force_at ? t("policy.in_force_at", { when: showRecent(brief.in_force_at, i18n.language) }) : null;
  const until =
    brief.state === "publicity" && brief.objections_until
      ? t("policy.objections_until", { when: showRecent(brief.objections_until, i18n.language) })
      : null;
  return (
    <section className="card stack" aria-labelledby="policy-news">
      <h2 id="policy-news">{brief.major ? t("policy.news_major") : t("policy.news")}</h2>
      <p className="muted">{[until, inForce].filter(Boolean).join(" · ")}</p>
      <Changes changes={changes} />
      {last ? <p>{t(`policy.said_${last as PolicyWord}`)}</p> : null}
      {answer.isError ? <p role="alert">{sayWhy(answer.error)}</p> : null}
      <div className="row wrap">
        <a className="button quiet" href={`/policy/versions?policy=${brief.id}`}>
          {t("policy.read_version")}
        </a>
        {brief.major ? (
          <>
            {brief.state === "publicity" ? null : (
              <Button busy={answer.isPending} onClick={() => say("agree")}>
                {t("policy.agree")}
              </Button>
            )}
            <Button busy={answer.isPending} onClick={() => say("object")}>
              {t("policy.object")}
            </Button>
          </>
        ) : (
          <Button busy={answer.isPending} onClick={() => say("continue")}>
            {t("policy.continue")}
          </Button>
        )}
      </div>
    </section>
  );
}
