/** Calendars at addresses: those elsewhere to which I subscribe, and mine at secret ones that programs read. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSignOutDevice } from "@/yard/me/me.data";
import { Button, Dialog, Field, Note, Select, Waiting } from "@/ui/plain";
import { showRecent } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { Line } from "./Phone";
import { type Feed, feedsQuery, type Subscription, type Tone, useAddFeed, useAskAgain, useSubscribe, useSubscriptions, useUnsubscribe } from "./calendar.data";

const TONES = ["sky", "plum", "moss", "sand"] as const satisfies readonly Tone[];
const DETAILS = ["busy", "all"] as const satisfies readonly Feed["detail"][];

export function FeedsDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Dialog open title={t("calendar.feeds")} closeLabel={t("common.close")} onClose={onClose}>
      <div className="stack calendar-feeds">
        <Subscriptions />
        <Feeds />
      </div>
    </Dialog>
  );
}

function Subscriptions() {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const all = useSubscriptions();
  const [subscribe, end, again] = [useSubscribe(), useUnsubscribe(), useAskAgain()];
  const [address, setAddress] = useState("");
  const [name, setName] = useState("");
  const [tone, setTone] = useState<Tone>("sky");
  const failed = [all, subscribe, end, again].find(({ isError }) => isError);
  const clear = () => {
    setAddress("");
    setName("");
  };
  return (
    <section className="stack" aria-labelledby="subscriptions">
      <h3 id="subscriptions">{t("calendar.subscriptions")}</h3>
      <p>{t("calendar.subscriptions_lead")}</p>
      {all.isPending ? <Waiting label={t("common.loading")} /> : null}
      {all.data && all.data.items.length === 0 && all.data.here ? <p className="muted">{t("calendar.subscriptions_none")}</p> : null}
      <ul className="stack tight">
        {all.data?.items.map((one) => <One key={one.id} one={one} here={all.data.here} busy={end.isPending || again.isPending} onEnd={() => end.mutate(one.id)} onAgain={() => again.mutate(one.id)} />)}
      </ul>
      {all.data?.here === false ? <Note>{t("calendar.subscriptions_off")}</Note> : null}
      {all.data?.here ? (
        <form className="stack" onSubmit={(event) => { event.preventDefault(); subscribe.mutate({ address, name, tone }, { onSuccess: clear }); }}>
          <Field label={t("calendar.subscription_address")} hint={t("calendar.subscription_hint")} type="url" required maxLength={1000} autoComplete="off" value={address} onChange={(event) => setAddress(event.target.value)} />
          <Field label={t("calendar.subscription_name")} required maxLength={60} value={name} onChange={(event) => setName(event.target.value)} />
          <Select label={t("calendar.subscription_tone")} value={tone} onChange={(next) => setTone(TONES.find((one) => one === next) ?? "sky")} choices={TONES.map((one) => ({ value: one, label: t(`calendar.tone_${one}`) }))} />
          <Button type="submit" weight="door" busy={subscribe.isPending}>{t("calendar.subscribe")}</Button>
        </form>
      ) : null}
      {failed ? <Note tone="warn" alert>{sayWhy(failed.error)}</Note> : null}
    </section>
  );
}

function One({ one, here, busy, onEnd, onAgain }: { one: Subscription; here: boolean; busy: boolean; onEnd: () => void; onAgain: () => void }) {
  const { t, i18n } = useTranslation();
  const [sure, setSure] = useState(false);
  const said = [
    one.host,
    one.brought ? t("calendar.brought", { at: showRecent(one.brought, i18n.language) }) : one.why ? undefined : t("calendar.bringing"),
    one.why ? t(`calendar.failed_${one.why}`) : undefined,
    one.next ? undefined : t("calendar.rests"),
  ];
  return (
    <li className="row apart wrap">
      <span className={`calendar-tone ${one.tone}`}>
        <strong>{one.name}</strong> <span className="small muted">{said.filter(Boolean).join(" · ")}</span>
      </span>
      <span className="row wrap">
        {here ? <Button weight="quiet" busy={busy} aria-label={`${t("calendar.again")}: ${one.name}`} onClick={onAgain}>{t("calendar.again")}</Button> : null}
        <Button weight={sure ? "danger" : "quiet"} busy={busy} onClick={() => (sure ? onEnd() : setSure(true))}>{t(sure ? "calendar.unsubscribe_sure" : "calendar.unsubscribe")}</Button>
      </span>
    </li>
  );
}

function Feeds() {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const feeds = useQuery(feedsQuery);
  const make = useAddFeed();
  const end = useSignOutDevice();
  const [label, setLabel] = useState("");
  const [detail, setDetail] = useState<Feed["detail"]>("busy");
  const [sure, setSure] = useState("");
  const failed = [feeds, make, end].find(({ isError }) => isError);
  const leave = (id: string) => (sure === id ? end.mutate(id, { onSuccess: () => void feeds.refetch() }) : setSure(id));
  return (
    <section className="stack" aria-labelledby="feeds">
      <h3 id="feeds">{t("calendar.feeds_mine")}</h3>
      <p>{t("calendar.feeds_lead")}</p>
      {make.data ? (
        <>
          <dl className="calendar-account">
            <Line name={t("calendar.feed_address")} value={`${window.location.origin}${make.data.path}`} />
          </dl>
          <Note tone="good" alert>{t("calendar.feed_once")}</Note>
        </>
      ) : null}
      <form className="stack" onSubmit={(event) => { event.preventDefault(); make.mutate({ label, detail }, { onSuccess: () => setLabel("") }); }}>
        <Field label={t("calendar.feed_label")} hint={t("calendar.feed_hint")} required maxLength={64} value={label} onChange={(event) => setLabel(event.target.value)} />
        <Select label={t("calendar.feed_detail")} value={detail} onChange={(next) => setDetail(next === "all" ? "all" : "busy")} choices={DETAILS.map((one) => ({ value: one, label: t(`calendar.detail_${one}`) }))} />
        <Button type="submit" busy={make.isPending}>{t("calendar.feed_make")}</Button>
      </form>
      {feeds.data?.length === 0 ? <p className="muted">{t("calendar.feed_none")}</p> : null}
      <ul className="stack tight">
        {feeds.data?.map((one) => (
          <li key={one.id} className="row apart wrap">
            <FeedLine one={one} />
            <Button weight={sure === one.id ? "danger" : "quiet"} busy={end.isPending} onClick={() => leave(one.id)}>{t(sure === one.id ? "calendar.feed_end_sure" : "calendar.phone_end")}</Button>
          </li>
        ))}
      </ul>
      {failed ? <Note tone="warn" alert>{sayWhy(failed.error)}</Note> : null}
    </section>
  );
}

function FeedLine({ one }: { one: Feed }) {
  const { t, i18n } = useTranslation();
  const used = one.used ? t("calendar.feed_used", { at: showRecent(one.used, i18n.language) }) : t("calendar.feed_unused");
  return (
    <span>
      <strong>{one.label}</strong> <span className="small muted">{[t(`calendar.detail_${one.detail}`), used].join(" · ")}</span>
    </span>
  );
}
