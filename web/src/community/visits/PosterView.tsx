/** For whoever comes unannounced and scans the poster: says whom he wants to see, and waits. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Field, Note, Waiting } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { posterQuery, useKnock, waitQuery } from "./visits.data";
import "./words";

export function PosterView({ token }: { token: string }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const place = useQuery(posterQuery(token));
  const knock = useKnock();
  const [said, setSaid] = useState({ home: "", name: "", reason: "" });
  const field = (name: keyof typeof said) => ({ value: said[name], onChange: (event: { target: { value: string } }) => setSaid((known) => ({ ...known, [name]: event.target.value })) });
  if (place.isPending) return <Waiting label={t("common.loading")} />;
  if (place.isError) return <Note tone="warn" alert>{sayWhy(place.error)}</Note>;
  return (
    <div className="stack">
      <h1>{t("visits.poster_title", { community: place.data.community })}</h1>
      <p>{t("visits.poster_door", { door: place.data.door })}</p>
      {knock.data ? (
        <Waits waiting={knock.data.waiting} />
      ) : (
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            knock.mutate({ token, home: said.home, name: said.name, reason: said.reason || null });
          }}
        >
          <Field label={t("visits.poster_home")} hint={t("visits.poster_home_hint")} required maxLength={40} autoComplete="off" {...field("home")} />
          <Field label={t("visits.poster_name")} required maxLength={40} {...field("name")} />
          <Field label={t("visits.reason")} maxLength={200} {...field("reason")} />
          {knock.isError ? <Note tone="warn" alert>{sayWhy(knock.error)}</Note> : null}
          <Button type="submit" weight="door" wide busy={knock.isPending}>
            {t("visits.poster_ask")}
          </Button>
          <p className="small muted">{t("visits.poster_note")}</p>
        </form>
      )}
    </div>
  );
}

function Waits({ waiting }: { waiting: string }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const wait = useQuery(waitQuery(waiting));
  if (wait.isError) return <Note tone="warn" alert>{sayWhy(wait.error)}</Note>;
  const state = wait.data ?? "waiting";
  return (
    <Note tone={state === "yes" ? "good" : state === "waiting" ? "calm" : "warn"} alert>
      {t(`visits.wait_${state}`)}
    </Note>
  );
}
