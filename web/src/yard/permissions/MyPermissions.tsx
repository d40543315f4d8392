import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Alert, App, Skeleton } from "@/ui/kit/Kit";
import { Button } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { Agree } from "../data/Agree";
import { type ConsentItem, consentsQuery, useGive, useRefuse, useWithdraw } from "../data/data.data";
import { houseQuery } from "../house/house.data";
import { permissionsQuery } from "../policy/policy.data";
import type { Answer } from "@/api/client";
import { type State, stateOf, watchState, wayOf } from "./states";

const Nine = lazy(() => import("./Nine"));

type Row = Answer<"policy.permissions">["rows"][number];

/** Every permission of the device: how this browser stands to it, what for, when it is asked, how it is closed. */
export function MyPermissions() {
  const { i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const list = useQuery(permissionsQuery(i18n.language));
  const consents = useQuery(consentsQuery(i18n.language));
  const house = useQuery(houseQuery);
  const failed = list.error ?? consents.error;
  if (failed) return <Alert type="warning" showIcon title={sayWhy(failed)} />;
  if (!list.data || !consents.data) return <Skeleton active />;
  return (
    <div className="stack">
      <Suspense>
        <Nine rows={list.data.rows} />
      </Suspense>
      <ul className="stack">
        {list.data.rows.map((row) => (
          <li key={`${row.permission} ${row.purpose}`} className="card stack tight">
            <Permission row={row} />
            <Grant consent={consents.data.items.find(({ purpose }) => purpose === row.purpose)} version={house.data?.policy_version ?? ""} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function Permission({ row }: { row: Row }) {
  const { t } = useTranslation();
  const state = useDeviceState(row.permission);
  return (
    <>
      <div className="row wrap">
        <h2 className="kind">{row.title}</h2>
        {state ? <span className={state === "granted" ? "tag good" : "tag"}>{t(`permissions.state_${state}`)}</span> : null}
      </div>
      <dl className="pair small">
        <dt>{t("permissions.for")}</dt>
        <dd>
          {row.purpose_title}: {row.why}
        </dd>
        <dt>{t("permissions.when")}</dt>
        <dd>{row.asked_when}</dd>
        <dt>{t("permissions.close")}</dt>
        <dd>
          {row.how_to_close}
          {state && state !== "each" ? <div>{t(`permissions.way_${wayOf()}`)}</div> : null}
        </dd>
        <dt>{t("permissions.without")}</dt>
        <dd>{row.if_refused}</dd>
      </dl>
    </>
  );
}

/** The house's own grant beside the browser's: taken back here, it is taken back for what comes, at once. */
function Grant({ consent, version }: { consent: ConsentItem | undefined; version: string }) {
  const { t, i18n } = useTranslation();
  const { message } = App.useApp();
  const sayWhy = useSayWhy();
  const [give, refuse, withdraw] = [useGive(), useRefuse(), useWithdraw()];
  const onError = (error: unknown) => void message.warning(sayWhy(error));
  if (!consent || consent.basis !== "consent") return null;
  const stands = Boolean(consent.given_at && !consent.withdrawn_at && !consent.refused_at);
  const lang = i18n.language;
  return (
    <div className="stack tight">
      <span className="row wrap apart">
        <span>{t(stands ? "permissions.granted" : "permissions.not_granted")}</span>
        {stands ? (
          <Button
            weight="danger"
            busy={withdraw.isPending}
            aria-label={t("data.withdraw_of", { title: consent.title })}
            onClick={() => withdraw.mutate(consent.purpose, { onError })}
          >
            {t("data.withdraw")}
          </Button>
        ) : null}
      </span>
      {stands ? null : (
        <Agree
          consent={consent}
          busy={give.isPending || refuse.isPending}
          onAgree={(categories) => give.mutate({ purpose: consent.purpose, version, lang, categories: [...categories] }, { onError })}
          onRefuse={() => refuse.mutate({ purpose: consent.purpose, lang }, { onError })}
        />
      )}
    </div>
  );
}

function useDeviceState(permission: string): State | undefined {
  const [state, setState] = useState<State>();
  useEffect(() => {
    let over = false;
    const look = () => void stateOf(permission).then((found) => (over ? undefined : setState(found)));
    look();
    const end = watchState(permission, look);
    return () => {
      over = true;
      end();
    };
  }, [permission]);
  return state;
}
