import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Popconfirm } from "@/ui/kit/Kit";
import { type Pair, Pairs } from "@/ui/Pairs";
import { PickFile } from "@/ui/PickFile";
import { Button, Field, Note, Select } from "@/ui/plain";
import { showRecent } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { Agree } from "../data/Agree";
import { type ConsentItem, consentsQuery, useGive, useRefuse } from "../data/data.data";
import { cardPicture } from "./card";
import { type RealName as Mine, realNameQuery, type Side, useAuthorise, usePutPhoto, useRead, useRemove, useSend, type Wish } from "./realname.data";
import "./words";

const stands = (consent: ConsentItem) => Boolean(consent.given_at && !consent.withdrawn_at && !consent.refused_at);

/** One's own verification: what came of it, or what there is to do. */
export function RealName() {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const mine = useQuery({ ...realNameQuery, retry: false });
  const consents = useQuery(consentsQuery(i18n.language));
  if (mine.isError) return <Note tone="warn">{sayWhy(mine.error)}</Note>;
  const of = (purpose: string) => consents.data?.items.find((one) => one.purpose === purpose);
  const consent = of("real-name");
  if (!mine.data || !consents.data) return null;
  if (!consent) return <Note>{t("realname.off")}</Note>;
  const isOpen = mine.data.state !== "waiting" && mine.data.state !== "verified";
  return (
    <div className="stack loose">
      {mine.data.state ? <State mine={mine.data} /> : null}
      {stands(consent) ? null : <Ask title={t("realname.consent")} consent={consent} />}
      {stands(consent) && isOpen ? <Send mine={mine.data} body={mine.data.has_body ? of("identity-check") : undefined} /> : null}
      {mine.data.state || mine.data.sides.length > 0 ? <Remove /> : null}
    </div>
  );
}

function State({ mine }: { mine: Mine }) {
  const { t, i18n } = useTranslation();
  const rows: Pair[] = [
    [t("realname.state"), t(`realname.state_${mine.state ?? "waiting"}`)],
    [t("realname.name"), mine.name],
    [t("realname.number"), mine.number],
    [t("realname.reason"), mine.reason],
    [t("realname.sent"), mine.sent_at ? showRecent(mine.sent_at, i18n.language) : null],
    [t("realname.decided"), mine.decided_at ? showRecent(mine.decided_at, i18n.language) : null],
  ];
  return (
    <section className="card stack" aria-label={t("realname.state")}>
      <Pairs rows={rows} />
    </section>
  );
}

/** A consent, asked for where it is needed. */
function Ask({ title, consent }: { title: string; consent: ConsentItem }) {
  const { i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const [give, authorise, refuse] = [useGive(), useAuthorise(), useRefuse()];
  const wrong = give.error ?? authorise.error ?? refuse.error;
  const { purpose, version } = consent;
  const lang = i18n.language;
  const onAgree = (categories: readonly string[]) =>
    purpose === "identity-check" ? authorise.mutate({ version, lang, categories: [...categories] }) : give.mutate({ purpose, version, lang, categories: [...categories] });
  return (
    <section className="card stack" aria-label={title}>
      <h2>{title}</h2>
      <Agree
        consent={consent}
        busy={give.isPending || authorise.isPending || refuse.isPending}
        onAgree={onAgree}
        onRefuse={() => refuse.mutate({ purpose, lang })}
      />
      {wrong ? <Note tone="warn" alert>{sayWhy(wrong)}</Note> : null}
    </section>
  );
}

function Send({ mine, body }: { mine: Mine; body: ConsentItem | undefined }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const send = useSend();
  const read = useRead();
  const [wish, setWish] = useState<Wish>({ name: "", number: "", way: "card" });
  const set = (change: Partial<Wish>) => setWish((before) => ({ ...before, ...change }));
  const isByBody = wish.way === "body";
  const isReady = isByBody ? body !== undefined && stands(body) : mine.sides.length === 2;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send.mutate(wish);
  };
  return (
    <>
      {body ? (
        <section className="card stack">
          <Select
            label={t("realname.way")}
            value={wish.way}
            onChange={(way) => set({ way: way === "body" ? "body" : "card" })}
            choices={[
              { value: "card", label: t("realname.way_card") },
              { value: "body", label: t("realname.way_body") },
            ]}
          />
          {isByBody ? <p className="small muted">{t("realname.body_lead")}</p> : null}
        </section>
      ) : null}
      {isByBody && body && !stands(body) ? <Ask title={body.title} consent={body} /> : null}
      {isByBody ? null : (
        <section className="card stack" aria-label={t("realname.card")}>
          <h2>{t("realname.card")}</h2>
          <p className="small muted">{t("realname.card_lead")}</p>
          <Photo side="front" isThere={mine.sides.includes("front")} />
          <Photo side="back" isThere={mine.sides.includes("back")} />
        </section>
      )}
      <form className="card stack" aria-label={t("realname.write")} onSubmit={submit}>
        <h2>{t("realname.write")}</h2>
        {mine.is_read && !isByBody && mine.sides.includes("front") ? (
          <div>
            <Button icon="picture" busy={read.isPending} onClick={() => read.mutate(undefined, { onSuccess: set })}>
              {t("realname.read")}
            </Button>
          </div>
        ) : null}
        {read.data ? <Note tone="good" alert>{t("realname.read_check")}</Note> : null}
        {read.isError ? <Note tone="warn" alert>{sayWhy(read.error)}</Note> : null}
        <Field label={t("realname.name")} hint={t("realname.name_hint")} value={wish.name} maxLength={64} required autoComplete="name" onChange={(event) => set({ name: event.target.value })} />
        <Field data-plain label={t("realname.number")} value={wish.number} maxLength={24} required autoComplete="off" onChange={(event) => set({ number: event.target.value })} />
        {send.isError ? <Note tone="warn" alert>{sayWhy(send.error)}</Note> : null}
        <Button type="submit" weight="door" busy={send.isPending} disabled={!isReady || !wish.name.trim() || !wish.number.trim()}>
          {t("realname.send")}
        </Button>
      </form>
    </>
  );
}

function Photo({ side, isThere }: { side: Side; isThere: boolean }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const put = usePutPhoto(side);
  const prepare = useMutation({ mutationFn: async (file: File) => put.mutateAsync(await cardPicture(file)) });
  return (
    <div className="stack tight">
      <div className="row wrap">
        <PickFile accept="image/*" icon="picture" busy={prepare.isPending} onPick={(file) => prepare.mutate(file)}>
          {t(`realname.${side}`)}
        </PickFile>
        {isThere ? <span role="status">{t("realname.there")}</span> : null}
      </div>
      {prepare.isError ? <Note tone="warn" alert>{sayWhy(prepare.error)}</Note> : null}
    </div>
  );
}

function Remove() {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const remove = useRemove();
  return (
    <div className="stack tight">
      {remove.isError ? <Note tone="warn" alert>{sayWhy(remove.error)}</Note> : null}
      <div className="row">
        <Popconfirm title={t("realname.remove_sure")} okText={t("realname.remove")} cancelText={t("common.cancel")} onConfirm={() => remove.mutate(undefined)}>
          <Button weight="danger" busy={remove.isPending}>
            {t("realname.remove")}
          </Button>
        </Popconfirm>
      </div>
    </div>
  );
}
