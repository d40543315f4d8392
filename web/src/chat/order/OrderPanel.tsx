import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { copyText } from "@/ui/copy";
import { Drawer } from "@/ui/kit/Kit";
import { Button, Check, Field, Note, Select, Waiting } from "@/ui/plain";
import { showRecent } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import type { Conversation } from "../live/chats.model";
import { Reports } from "../report/Reports";
import { PersonFace } from "../people/PersonFace";
import { askersQuery, type GroupLink, linkQuery, type Ordered, orderQuery, useAnswerAsker, useEndLink, useMakeLink, useSetOrder } from "./order.data";

const SLOW = [0, 5, 10, 30, 60, 300, 900, 3600];
const DAYS = [1, 7, 30];
const DAYS_USUAL = 7;
const MOST_USUAL = 100;
const MOST_MAX = 500;

type OrderPanelProps = { conversation: Conversation; nameOf: (person: string) => string; onGo: (seq: number) => void; onClose: () => void };

/** What is ordered in a group: its owner orders, whoever keeps order makes the link and lets people in. */
export function OrderPanel({ conversation, nameOf, onGo, onClose }: OrderPanelProps) {
  const { t } = useTranslation();
  return (
    <Drawer open onClose={onClose} title={t("order.title")} size={400} destroyOnHidden rootClassName="members-drawer">
      <div className="stack">
        <Reports conversation={conversation.id} nameOf={nameOf} onGo={onGo} />
        {conversation.kind === "channel" ? (
          <p className="small muted">{t("channel.order")}</p>
        ) : (
          <>
            <Rules id={conversation.id} isOwner={conversation.role === "owner"} />
            <Askers id={conversation.id} />
            <TheLink id={conversation.id} />
          </>
        )}
      </div>
    </Drawer>
  );
}

function Rules({ id, isOwner }: { id: string; isOwner: boolean }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const found = useQuery(orderQuery(id));
  const set = useSetOrder(id);
  if (found.isError) return <Note tone="warn" alert>{sayWhy(found.error)}</Note>;
  if (!found.data) return <Waiting label={t("conversation.opening")} />;
  // What was chosen stands there while it is on its way.
  const now = set.isPending ? set.variables : found.data;
  const put = (more: Partial<Ordered>) => set.mutate({ ...now, ...more });
  const still = !isOwner || set.isPending;
  return (
    <section className="stack" aria-label={t("order.rules")}>
      {isOwner ? null : <p className="small muted">{t("order.owner_only")}</p>}
      <Check checked={now.quiet} disabled={still} onChange={(quiet) => put({ quiet })}>
        {t("order.quiet")}
      </Check>
      <Check checked={now.open} disabled={still} onChange={(open) => put({ open })}>
        {t("order.open")}
      </Check>
      <Check checked={now.asks} disabled={still} onChange={(asks) => put({ asks })}>
        {t("order.asks")}
      </Check>
      <Select
        label={t("order.slow")}
        value={String(now.slow_s)}
        disabled={still}
        onChange={(slow) => put({ slow_s: Number(slow) })}
        choices={[...new Set([...SLOW, now.slow_s])].map((slow) => ({ value: String(slow), label: slow === 0 ? t("order.slow_none") : t("order.seconds", { count: slow }) }))}
      />
      {set.isError ? <Note tone="warn" alert>{sayWhy(set.error)}</Note> : null}
    </section>
  );
}

function Askers({ id }: { id: string }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const { data = [] } = useQuery(askersQuery(id));
  const reply = useAnswerAsker(id);
  if (data.length === 0) return null;
  return (
    <section className="stack tight" aria-label={t("order.askers")}>
      <h3>{t("order.askers")}</h3>
      <ul className="member-list">
        {data.map(({ person, name, asked_at: asked }) => {
          const called = name ?? t("conversation.somebody");
          return (
            <li key={person}>
              <PersonFace person={person} name={called} size={36} />
              <span className="member-name">
                {called}
                <span className="small muted">{showRecent(asked, i18n.language)}</span>
              </span>
              <Button aria-label={t("order.let_in_of", { name: called })} disabled={reply.isPending} onClick={() => reply.mutate({ person, lets: true })}>
                {t("order.let_in")}
              </Button>
              <Button weight="quiet" aria-label={t("order.decline_of", { name: called })} disabled={reply.isPending} onClick={() => reply.mutate({ person, lets: false })}>
                {t("order.decline")}
              </Button>
            </li>
          );
        })}
      </ul>
      {reply.isError ? <Note tone="warn" alert>{sayWhy(reply.error)}</Note> : null}
    </section>
  );
}

function TheLink({ id }: { id: string }) {
  const { t } = useTranslation();
  const found = useQuery(linkQuery(id));
  const make = useMakeLink(id);
  return (
    <section className="stack tight" aria-label={t("order.link")}>
      <h3>{t("order.link")}</h3>
      <p className="small muted">{t("order.link_lead")}</p>
      {make.data ? <Told address={make.data} onKept={() => make.reset()} /> : null}
      {found.data && !make.data ? <Standing id={id} link={found.data} /> : null}
      {make.data ? null : <Make make={make} isAnew={Boolean(found.data)} />}
    </section>
  );
}

function Standing({ id, link: { used, most, ends_at: ends } }: { id: string; link: GroupLink }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const end = useEndLink(id);
  return (
    <div className="row wrap">
      <span>{t("order.link_stands", { used, most, at: showRecent(ends, i18n.language) })}</span>
      <Button weight="danger" busy={end.isPending} onClick={() => end.mutate()}>
        {t("order.link_end")}
      </Button>
      {end.isError ? <Note tone="warn" alert>{sayWhy(end.error)}</Note> : null}
    </div>
  );
}

function Make({ make, isAnew }: { make: ReturnType<typeof useMakeLink>; isAnew: boolean }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const [days, setDays] = useState(String(DAYS_USUAL));
  const [most, setMost] = useState(String(MOST_USUAL));
  return (
    <form
      className="stack tight"
      onSubmit={(event) => {
        event.preventDefault();
        make.mutate({ days: Number(days), most: Number(most) });
      }}
    >
      <Select label={t("order.link_days")} value={days} onChange={setDays} choices={DAYS.map((count) => ({ value: String(count), label: t("keeping.days", { count }) }))} />
      <Field type="number" min={1} max={MOST_MAX} required label={t("order.link_most")} value={most} onChange={(event) => setMost(event.target.value)} />
      {make.isError ? <Note tone="warn" alert>{sayWhy(make.error)}</Note> : null}
      <Button type="submit" busy={make.isPending}>
        {t(isAnew ? "order.link_anew" : "order.link_make")}
      </Button>
    </form>
  );
}

/** Told this once. */
function Told({ address, onKept }: { address: string; onKept: () => void }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState<boolean>();
  return (
    <div className="stack tight">
      <Field label={t("order.link_address")} hint={t("order.link_once")} value={address} readOnly onFocus={(event) => event.target.select()} />
      <p role="status">{copied === undefined ? "" : t(copied ? "order.link_copied" : "conversation.copy_failed")}</p>
      <div className="row wrap">
        <Button icon="copy" onClick={() => void copyText(address).then(setCopied)}>
          {t("order.link_copy")}
        </Button>
        <Button weight="quiet" onClick={onKept}>
          {t("order.link_kept")}
        </Button>
      </div>
    </div>
  );
}
