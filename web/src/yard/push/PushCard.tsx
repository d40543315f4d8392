import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Check, Note } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { ability, subscribe, unsubscribe } from "./browser";
import { openAtOnce, opensAtOnce } from "./always";
import { type Standing, standingQuery, useBegin, useEnd, useTry } from "./push.data";

/** Being told on this device: why, who gets what, and one press. The browser asks nothing before it. */
export function PushCard() {
  const { t, i18n } = useTranslation();
  const standing = useQuery(standingQuery(i18n.language));
  if (!standing.data) return null;
  return (
    <section className="card stack" aria-labelledby="push-title">
      <h2 id="push-title">{t("push.title")}</h2>
      {standing.data.here ? <On standing={standing.data} /> : <Off standing={standing.data} />}
      <AtOnce />
    </section>
  );
}

function Off({ standing }: { standing: Standing }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const [state, setState] = useState<"denied" | "no_service">();
  const [busy, setBusy] = useState(false);
  const begin = useBegin();
  const able = ability();
  if (!standing.key) return <p className="muted">{t("push.unconfigured")}</p>;
  if (able === "unsupported") return <p className="muted">{t("push.unsupported")}</p>;
  const press = async (key: string) => {
    setBusy(true);
    setState(undefined);
    const got = await subscribe(key, i18n.language);
    if (typeof got === "string") setState(got);
    else begin.mutate({ subscription: got, version: standing.policy_version });
    setBusy(false);
  };
  const said = state ?? (able === "denied" ? "denied" : undefined);
  return (
    <>
      <p>{standing.why}</p>
      <p className="small muted">{t("push.who", { who: standing.who })}</p>
      {said ? <Note tone="warn" alert>{t(`push.${said}`)}</Note> : null}
      {begin.isError ? <Note tone="warn" alert>{sayWhy(begin.error)}</Note> : null}
      <div className="row wrap">
        <Button weight="door" busy={busy || begin.isPending} onClick={() => void press(standing.key ?? "")}>
          {t("push.ask")}
        </Button>
      </div>
      <Others count={standing.devices.length} />
    </>
  );
}

function On({ standing }: { standing: Standing }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const [end, attempt] = [useEnd(), useTry()];
  const failed = end.error ?? attempt.error;
  const stop = () => end.mutate(undefined, { onSuccess: () => void unsubscribe() });
  return (
    <>
      <p>
        <span className="tag good">{t("push.on")}</span>
      </p>
      <p className="small muted">{t("push.who", { who: standing.who })}</p>
      {attempt.isSuccess ? <Note>{t("push.tried")}</Note> : null}
      {failed ? <Note tone="warn" alert>{sayWhy(failed)}</Note> : null}
      <div className="row wrap">
        <Button busy={attempt.isPending} onClick={() => attempt.mutate()}>
          {t("push.try")}
        </Button>
        <Button busy={end.isPending} onClick={stop}>
          {t("push.end")}
        </Button>
      </div>
      <Others count={standing.devices.length - 1} />
    </>
  );
}

function Others({ count }: { count: number }) {
  const { t } = useTranslation();
  return count > 0 ? <p className="small muted">{t("push.others", { count })}</p> : null;
}

function AtOnce() {
  const { t } = useTranslation();
  const [on, setOn] = useState(opensAtOnce);
  return (
    <div className="stack tight">
      <Check
        checked={on}
        onChange={(next) => {
          openAtOnce(next);
          setOn(next);
        }}
      >
        {t("push.always")}
      </Check>
      <span className="small muted">{t("push.always_hint")}</span>
    </div>
  );
}
