import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Alert, App, Skeleton } from "@/ui/kit/Kit";
import { Button } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { showInstant } from "@/ui/when";
import { sayBasis } from "../policy/basis";
import { Agree } from "./Agree";
import { type ConsentItem, consentsQuery, useGive, useRefuse, useWithdraw } from "./data.data";

/** What I have agreed to. Withdrawing takes one press, as giving did. */
export function Consents({ policyVersion }: { policyVersion: string }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const consents = useQuery(consentsQuery(i18n.language));
  if (consents.isError) return <Alert type="warning" showIcon title={sayWhy(consents.error)} />;
  if (!consents.data) return <Skeleton active />;
  return (
    <ul className="lines">
      {consents.data.items.map((consent) => (
        <li key={consent.purpose}>
          <div className="lines-main">
            <span className="row wrap">
              <strong>{consent.title}</strong>
              <span className="tag">{sayBasis(consent.basis, t)}</span>
              {consent.sensitive ? <span className="tag warn">{t("policy.sensitive")}</span> : null}
            </span>
            <span className="small muted">
              <State consent={consent} />
            </span>
          </div>
          <Change consent={consent} policyVersion={policyVersion} />
        </li>
      ))}
    </ul>
  );
}

function State({ consent }: { consent: ConsentItem }) {
  const { t, i18n } = useTranslation();
  if (consent.withdrawn_at) return t("data.withdrawn", { at: showInstant(consent.withdrawn_at, i18n.language) });
  if (consent.refused_at) return t("data.refused", { at: showInstant(consent.refused_at, i18n.language) });
  if (consent.given_at) return t("data.given", { at: showInstant(consent.given_at, i18n.language), version: consent.version });
  return consent.basis === "consent" ? t("data.not_given") : t("data.no_consent_needed");
}

function Change({ consent, policyVersion }: { consent: ConsentItem; policyVersion: string }) {
  const { t, i18n } = useTranslation();
  const { message } = App.useApp();
  const sayWhy = useSayWhy();
  const withdraw = useWithdraw();
  const give = useGive();
  const refuse = useRefuse();
  const onError = (error: unknown) => void message.warning(sayWhy(error));
  if (!consent.withdrawable) return null;
  if (consent.given_at && !consent.withdrawn_at && !consent.refused_at) {
    return (
      <Button
        weight="danger"
        busy={withdraw.isPending}
        aria-label={t("data.withdraw_of", { title: consent.title })}
        onClick={() => withdraw.mutate(consent.purpose, { onError, onSuccess: () => void message.success(t("data.withdraw_done")) })}
      >
        {t("data.withdraw")}
      </Button>
    );
  }
  const lang = i18n.language;
  return (
    <Agree
      consent={consent}
      busy={give.isPending || refuse.isPending}
      onAgree={(categories) =>
        give.mutate({ purpose: consent.purpose, version: policyVersion, lang, categories: [...categories] }, { onError })
      }
      onRefuse={() => refuse.mutate({ purpose: consent.purpose, lang }, { onError })}
    />
  );
}
