import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Field, Note, Waiting } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { type Tested, useTestWay, type Way, waysQuery } from "./ways.data";

/** How the house reaches people, as it is set, and "send me a test" for each way. Keepers only. */
export function Ways() {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const ways = useQuery(waysQuery);
  if (ways.isPending) return <Waiting label={t("common.loading")} />;
  if (ways.isError) return <Note tone="warn">{sayWhy(ways.error)}</Note>;
  return (
    <div className="stack">
      {ways.data.items.map((way) => (
        <OneWay key={way.way} way={way} />
      ))}
    </div>
  );
}

function OneWay({ way }: { way: Way }) {
  const { t } = useTranslation();
  const title = `way-${way.way}`;
  return (
    <section className="card stack" aria-labelledby={title}>
      <h2 id={title}>{t(`ways.${way.way}_title`)}</h2>
      <p>{t(`ways.state_${way.state}`)}</p>
      {way.state === "on" ? <p className="small muted">{t("ways.by", { carrier: way.carrier ?? "", sender: way.sender ?? "" })}</p> : null}
      {way.state === "off" ? (
        <div className="stack tight">
          <p className="small muted">{t("ways.how")}</p>
          <ul className="small">
            {way.settings.map((setting) => (
              <li key={setting}>
                <code>{setting}</code>
              </li>
            ))}
          </ul>
        </div>
      ) : (
        <Test way={way} />
      )}
    </section>
  );
}

function Test({ way }: { way: Way }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const test = useTestWay();
  const [to, setTo] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    test.mutate({ way: way.way, ...(to.trim() ? { to: to.trim() } : {}) });
  };
  return (
    <form className="stack tight" onSubmit={submit} noValidate>
      <Field
        label={t(`ways.${way.way}_to`)}
        hint={t(`ways.${way.way}_hint`)}
        mistake={test.isError ? sayWhy(test.error) : undefined}
        type={way.way === "sms" ? "tel" : "email"}
        autoComplete={way.way === "sms" ? "tel" : "email"}
        maxLength={254}
        value={to}
        onChange={(event) => setTo(event.target.value)}
      />
      <div>
        <Button type="submit" busy={test.isPending}>
          {t("ways.test")}
        </Button>
      </div>
      {test.isSuccess ? <Outcome tested={test.data} /> : null}
    </form>
  );
}

function Outcome({ tested }: { tested: Tested }) {
  const { t, i18n } = useTranslation();
  // The word comes from the server, so its key is known only at run time.
  const say = i18n.t as (key: string) => string;
  const key = `ways.outcome_${tested.outcome}`;
  const sentence = i18n.exists(key) ? say(key) : t("ways.outcome_unknown");
  return (
    <Note tone={tested.outcome === "sent" || tested.outcome === "outbox" ? "good" : "warn"} alert>
      <p>{sentence}</p>
      {tested.said ? <p className="small muted">{t("ways.said", { said: tested.said })}</p> : null}
    </Note>
  );
}
