import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Check, Dialog, Field, Note, Select, Waiting } from "@/ui/plain";
import { showRecent } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { type Own, type Shows, statusQuery, useStatus } from "./status.data";

const HOUR_MS = 3_600_000;
const spans = ["hour", "four", "day", "week"] as const;
type Span = (typeof spans)[number];
const all: readonly Shows[] = ["nobody", "friends", "orgs", "talk"];

/** When it is over: in some hours, at the end of the day or of the week by the clock of whoever chooses. */
function endOf(span: Span | "never", now = new Date()): string | null {
  if (span === "never") return null;
  if (span === "hour") return new Date(now.getTime() + HOUR_MS).toISOString();
  if (span === "four") return new Date(now.getTime() + 4 * HOUR_MS).toISOString();
  const days = span === "day" ? 0 : (7 - now.getDay()) % 7;
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, 23, 59).toISOString();
}

/** What I say about myself, whether I am left alone, and who sees any of it. */
export function StatusDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const own = useQuery(statusQuery);
  return (
    <Dialog open title={t("status.title")} onClose={onClose} closeLabel={t("common.close")}>
      {own.isError ? <Note tone="warn" alert>{sayWhy(own.error)}</Note> : null}
      {own.data ? (
        <div className="stack">
          <Say key={JSON.stringify(own.data.status)} own={own.data} />
          <Rest own={own.data} />
          <Choices own={own.data} />
        </div>
      ) : own.isError ? null : (
        <Waiting label={t("common.loading")} />
      )}
    </Dialog>
  );
}

function Say({ own }: { own: Own }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const change = useStatus();
  const [sign, setSign] = useState(own.status?.sign ?? "");
  const [text, setText] = useState(own.status?.text ?? "");
  const [span, setSpan] = useState<Span | "never" | "stays">(own.status?.until ? "stays" : "never");
  const until = own.status?.until ?? null;
  const ends = [...(until ? (["stays"] as const) : []), "never" as const, ...spans];
  const say = () => change.mutate({ kind: "say", sign, text, until: span === "stays" ? until : endOf(span) });
  return (
    <form
      className="stack tight"
      aria-label={t("status.say")}
      onSubmit={(event) => {
        event.preventDefault();
        say();
      }}
    >
      <div className="status-say">
        <Field label={t("status.sign")} value={sign} maxLength={8} placeholder="🍵" onChange={(event) => setSign(event.target.value)} />
        <Field label={t("status.text")} value={text} maxLength={80} placeholder={t("status.text_like")} onChange={(event) => setText(event.target.value)} />
      </div>
      <Select
        label={t("status.ends")}
        value={span}
        onChange={(next) => setSpan(next as typeof span)}
        choices={ends.map((value) => ({ value, label: value === "stays" ? t("status.until", { at: showRecent(until ?? "", i18n.language) }) : t(`status.end_${value}`) }))}
      />
      <div className="row wrap">
        <Button type="submit" weight="door" busy={change.isPending} disabled={!sign.trim() && !text.trim()}>
          {t("status.save")}
        </Button>
        {own.status ? (
          <Button weight="quiet" onClick={() => change.mutate({ kind: "say", sign: "", text: "", until: null })}>
            {t("status.clear")}
          </Button>
        ) : null}
      </div>
      {change.isError ? <Note tone="warn" alert>{sayWhy(change.error)}</Note> : null}
    </form>
  );
}

function Rest({ own }: { own: Own }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const change = useStatus();
  const rest = (until: string | null) => change.mutate({ kind: "rest", until });
  return (
    <section className="stack tight" aria-labelledby="rest-title">
      <h3 id="rest-title">{t("status.rest")}</h3>
      {own.rest_until ? (
        <div className="row wrap">
          <p>{t("status.rest_until", { at: showRecent(own.rest_until, i18n.language) })}</p>
          <Button busy={change.isPending} onClick={() => rest(null)}>
            {t("status.rest_end")}
          </Button>
        </div>
      ) : (
        <>
          <p className="small muted">{t("status.rest_lead")}</p>
          <div className="status-ways">
            {spans.map((span) => (
              <Button key={span} disabled={change.isPending} onClick={() => rest(endOf(span))}>
                {t(`status.end_${span}`)}
              </Button>
            ))}
          </div>
        </>
      )}
      {change.isError ? <Note tone="warn" alert>{sayWhy(change.error)}</Note> : null}
    </section>
  );
}

function Choices({ own: { shows, typing } }: { own: Own }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const change = useStatus();
  return (
    <section className="stack tight" aria-labelledby="shows-title">
      <h3 id="shows-title">{t("status.privacy")}</h3>
      <Select
        label={t("status.shows")}
        value={shows}
        disabled={change.isPending}
        onChange={(next) => change.mutate({ kind: "choose", shows: next as Shows, typing: null })}
        choices={all.map((value) => ({ value, label: t(`status.shows_${value}`) }))}
      />
      <Check checked={typing} disabled={change.isPending} onChange={(on) => change.mutate({ kind: "choose", shows, typing: on })}>
        {t("status.tells_typing")}
      </Check>
      {change.isError ? <Note tone="warn" alert>{sayWhy(change.error)}</Note> : null}
    </section>
  );
}
