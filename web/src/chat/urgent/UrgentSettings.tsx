import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Agree } from "@/yard/data/Agree";
import { consentsQuery, useGive, useRefuse, useWithdraw } from "@/yard/data/data.data";
import type { Me } from "@/yard/me/me.data";
import { Button, Check, Note, Waiting } from "@/ui/plain";
import { showInstant } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { useChats, useConversation } from "../live/work";
import { PersonFace } from "../people/PersonFace";
import { useNames, useTitleOf } from "../people/people.data";
import { useCalled } from "../people/called";
import { ladderQuery, type Urgent, type UrgentChoices, urgentChoicesQuery, urgentQuery, useUrgentChoice } from "./urgent.data";
import { placeOf, refusable } from "./urgent.model";

type UrgentSettingsProps = { me: Me; policyVersion: string };

/** How urgent messages reach me, by whom they do not, and a log of what reached me and how. */
export function UrgentSettings({ me, policyVersion }: UrgentSettingsProps) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const [choices, urgent] = [useQuery(urgentChoicesQuery), useQuery(urgentQuery)];
  const calledOf = useCalled(me);
  const error = choices.error ?? urgent.error;
  if (error) return <Note tone="warn" alert>{sayWhy(error)}</Note>;
  if (!choices.data || !urgent.data) return <Waiting label={t("common.loading")} />;
  return (
    <>
      <Ways choices={choices.data} policyVersion={policyVersion} />
      <Senders choices={choices.data} items={urgent.data} nameOf={calledOf} />
      <section className="card stack" aria-labelledby="urgent-log">
        <h2 id="urgent-log">{t("urgent.reached")}</h2>
        <p className="muted">{t("urgent.reached_lead")}</p>
        {urgent.data.length === 0 ? <p className="muted">{t("urgent.reached_none")}</p> : null}
        <ul className="lines">
          {urgent.data.map((one) => (
            <Line key={placeOf(one)} me={me} urgent={one} />
          ))}
        </ul>
      </section>
    </>
  );
}

function Ways({ choices, policyVersion }: { choices: UrgentChoices; policyVersion: string }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const ladder = useQuery(ladderQuery);
  const choice = useUrgentChoice();
  const hasText = ladder.data?.some(({ rung, there }) => rung === "sms" && there) ?? false;
  return (
    <section className="card stack" aria-labelledby="urgent-ways">
      <h2 id="urgent-ways">{t("urgent.ways")}</h2>
      <ol className="stack tight small" aria-label={t("urgent.ladder")}>
        {ladder.data?.filter(({ there }) => there).map(({ rung, after_s }) => (
          <li key={rung}>{after_s === 0 ? t("urgent.at_once", { rung: t(`urgent.rung_${rung}`) }) : t("urgent.after", { rung: t(`urgent.rung_${rung}`), seconds: after_s })}</li>
        ))}
      </ol>
      <p className="muted">{t("urgent.bounds", { count: choices.a_day })}</p>
      <Check checked={choices.at_night} disabled={choice.isPending} onChange={(at_night) => choice.mutate({ at_night })}>
        {t("urgent.at_night")}
      </Check>
      <p className="small">
        <Link to="/notices">{t("urgent.quiet_hours")}</Link>
      </p>
      {choice.isError ? <Note tone="warn" alert>{sayWhy(choice.error)}</Note> : null}
      {hasText || choices.sms ? <Texts agreed={choices.sms} policyVersion={policyVersion} /> : null}
    </section>
  );
}

/** Text messages want a yes of their own; taking it back is one press, as giving it was. */
function Texts({ agreed, policyVersion }: { agreed: boolean; policyVersion: string }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const lang = i18n.language;
  const consent = useQuery({ ...consentsQuery(lang), select: ({ items }) => items.find(({ purpose }) => purpose === "urgent-text") }).data;
  const again = useQuery(urgentChoicesQuery).refetch;
  const [give, refuse, withdraw] = [useGive(), useRefuse(), useWithdraw()];
  const onSuccess = () => void again();
  const error = give.error ?? refuse.error ?? withdraw.error;
  if (!consent) return null;
  return (
    <section className="stack tight" aria-labelledby="urgent-texts">
      <h3 id="urgent-texts">{t("urgent.texts")}</h3>
      <p className="small muted">{t(agreed ? "urgent.texts_on" : "urgent.texts_off")}</p>
      {agreed ? (
        <div className="row">
          <Button busy={withdraw.isPending} aria-label={t("data.withdraw_of", { title: consent.title })} onClick={() => withdraw.mutate(consent.purpose, { onSuccess })}>
            {t("data.withdraw")}
          </Button>
        </div>
      ) : (
        <Agree
          consent={consent}
          busy={give.isPending || refuse.isPending}
          onAgree={(categories) => give.mutate({ purpose: consent.purpose, version: policyVersion, lang, categories: [...categories] }, { onSuccess })}
          onRefuse={() => refuse.mutate({ purpose: consent.purpose, lang })}
        />
      )}
      {error ? <Note tone="warn" alert>{sayWhy(error)}</Note> : null}
    </section>
  );
}

type SendersProps = { choices: UrgentChoices; items: readonly Urgent[]; nameOf: (person: string) => string };

/** Who may mark messages as urgent for me: everybody with whom I am in a conversation, but for whom I refuse. */
function Senders({ choices, items, nameOf }: SendersProps) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const choice = useUrgentChoice();
  const refused = new Set(choices.refused);
  return (
    <section className="card stack" aria-labelledby="urgent-senders">
      <h2 id="urgent-senders">{t("urgent.senders")}</h2>
      <p className="muted">{t("urgent.senders_lead")}</p>
      {choice.isError ? <Note tone="warn" alert>{sayWhy(choice.error)}</Note> : null}
      <ul className="contact-list">
        {refusable(items, choices.refused).map((person) => {
          const name = nameOf(person);
          const isRefused = refused.has(person);
          return (
            <li key={person}>
              <PersonFace person={person} name={name} size={40} />
              <span className="contact-name">
                <strong>{name}</strong>
                {isRefused ? <span className="tag">{t("urgent.refused")}</span> : null}
              </span>
              <Button weight="quiet" disabled={choice.isPending} aria-label={t(isRefused ? "urgent.allow_of" : "urgent.refuse", { name })} onClick={() => choice.mutate({ person, refused: !isRefused })}>
                {t(isRefused ? "urgent.allow" : "urgent.refuse_short")}
              </Button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Line({ me, urgent }: { me: Me; urgent: Urgent }) {
  const { t, i18n } = useTranslation();
  const conversation = useConversation(urgent.conversation);
  const [nameOf, titleOf] = [useNames(me, conversation), useTitleOf()];
  const isOpening = useChats().phase === "opening";
  const { held, confirmed_at, steps, text, since } = urgent;
  const said = confirmed_at ? t("urgent.i_confirmed", { at: showInstant(confirmed_at, i18n.language) }) : t(held ? "urgent.i_held" : "urgent.i_open");
  return (
    <li>
      <div className="lines-main">
        <span className="row wrap">
          <strong>{isOpening ? "…" : nameOf(urgent.by)}</strong>
          {conversation?.kind === "group" ? <span className="tag">{titleOf(conversation)}</span> : null}
          <span className="small muted">{showInstant(since, i18n.language)}</span>
        </span>
        <span>{text ?? <span className="muted">{t("urgent.gone")}</span>}</span>
        <span className="small">{said}</span>
        {steps.map(({ rung, at, outcome }) => (
          <span key={`${rung} ${at}`} className="small muted">
            {t("urgent.step", { rung: t(`urgent.rung_${rung}`), at: showInstant(at, i18n.language), outcome: t(`urgent.outcome_${outcome}`) })}
          </span>
        ))}
      </div>
      {conversation ? (
        <Link className="button plain" to="/chats/$conversation" params={{ conversation: conversation.id }}>
          {t("urgent.go_to")}
        </Link>
      ) : null}
    </li>
  );
}
