import { useQuery } from "@tanstack/react-query";
import { Suspense, lazy, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Field, Note, Waiting } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { applicationQuery, useDesk } from "./homes.data";

const Grounds = lazy(async () => ({ default: (await import("@/community/letters/Papers")).Grounds }));

/** One application: masked, the whole number with a reason, and a decision. */
export function Review({ org, application, onDone }: { org: string; application: string; onDone: () => void }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const seen = useQuery({ ...applicationQuery(org, application), staleTime: Number.POSITIVE_INFINITY });
  const { look, decide } = useDesk(org);
  const [why, setWhy] = useState("");
  const [reason, setReason] = useState("");
  if (seen.isError) return <Note tone="warn" alert>{sayWhy(seen.error)}</Note>;
  if (!seen.data) return <Waiting label={t("common.loading")} />;
  const one = seen.data;
  const failed = [look, decide].find(({ isError }) => isError);
  return (
    <div className="stack">
      <dl className="home-facts">
        <dt>{t("homes.number")}</dt>
        <dd>{one.home}</dd>
        <dt>{t("homes.name")}</dt>
        <dd>{one.name ?? "—"}</dd>
        <dt>{t("homes.phone")}</dt>
        <dd>{one.phone ?? "—"}</dd>
        <dt>{t("homes.relation")}</dt>
        <dd>{t(`homes.as_${one.relation}`)}</dd>
        <dt>{t("homes.identity")}</dt>
        <dd>{look.data ?? one.identity ?? t("homes.unidentified")}</dd>
      </dl>
      <Suspense fallback={null}>
        <Grounds org={org} one={one} />
      </Suspense>
      {one.identity && !look.data ? (
        <div className="row wrap home-form">
          <Field label={t("homes.look_why")} hint={t("homes.look_hint")} value={why} maxLength={200} onChange={(event) => setWhy(event.target.value)} />
          <Button busy={look.isPending} disabled={why.trim().length < 2} onClick={() => look.mutate({ application, reason: why })}>
            {t("homes.look")}
          </Button>
        </div>
      ) : null}
      <Field label={t("homes.refuse_why")} hint={t("homes.refuse_hint")} value={reason} maxLength={200} onChange={(event) => setReason(event.target.value)} />
      {failed ? <Note tone="warn" alert>{sayWhy(failed.error)}</Note> : null}
      <div className="row wrap">
        <Button weight="door" busy={decide.isPending} onClick={() => decide.mutate({ application, approve: true }, { onSuccess: onDone })}>
          {t("homes.approve")}
        </Button>
        <Button busy={decide.isPending} disabled={reason.trim().length < 2} onClick={() => decide.mutate({ application, approve: false, reason }, { onSuccess: onDone })}>
          {t("homes.reject")}
        </Button>
      </div>
    </div>
  );
}
