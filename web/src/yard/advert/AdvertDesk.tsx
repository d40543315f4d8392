import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Check, Field, Note, Select } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { houseQuery } from "../house/house.data";
import { type Campaign, type Partner, partnersQuery, reportQuery, storeQuery, useAddAdvert, useAddPartner, useAgree, useEndAdvert, useFeed } from "./advert.data";

/** Partners with their agreements, and the store of adverts where the house has them. */
export function AdvertDesk() {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const partners = useQuery(partnersQuery);
  const house = useQuery(houseQuery);
  const store = useQuery({ ...storeQuery, enabled: house.data?.ads === "opt-in" });
  if (partners.isError) return <Note>{sayWhy(partners.error)}</Note>;
  return (
    <div className="stack loose">
      <section className="stack" aria-labelledby="partners-title">
        <h3 id="partners-title">{t("adverts.partners")}</h3>
        <p className="small muted">{t("adverts.partners_lead")}</p>
        <ul className="lines">{partners.data?.items.map((one) => <PartnerLine key={one.id} partner={one} />)}</ul>
        <AddPartner />
      </section>
      {store.data ? (
        <section className="stack" aria-labelledby="store-title">
          <h3 id="store-title">{t("adverts.store")}</h3>
          <ul className="lines">{store.data.items.map((one) => <CampaignLine key={one.id} campaign={one} />)}</ul>
          <AddAdvert partners={(partners.data?.items ?? []).filter((one) => one.agreed_on)} tags={store.data.tags} />
        </section>
      ) : null}
    </div>
  );
}

function PartnerLine({ partner }: { partner: Partner }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const agree = useAgree(partner.id);
  const feed = useFeed(partner.id);
  const [on, setOn] = useState("");
  const [place, setPlace] = useState("");
  const failed = agree.error ?? feed.error;
  return (
    <li>
      <div className="lines-main stack tight">
        <strong>{partner.name}</strong>
        {partner.agreed_on ? (
          <>
            <span className="small muted">{t("adverts.agreed", { on: partner.agreed_on, place: partner.agreement })}</span>
            <Check checked={typeof partner.feed_at === "string"} disabled={feed.isPending} onChange={(open) => feed.mutate(open)}>
              {t("adverts.feed")}
            </Check>
          </>
        ) : (
          <form
            className="row wrap"
            onSubmit={(event) => {
              event.preventDefault();
              agree.mutate({ on, place });
            }}
          >
            <Field label={t("adverts.agreed_on")} type="date" value={on} onChange={(event) => setOn(event.target.value)} required />
            <Field label={t("adverts.agreement")} value={place} onChange={(event) => setPlace(event.target.value)} maxLength={300} required />
            <Button type="submit" busy={agree.isPending}>
              {t("adverts.agree")}
            </Button>
          </form>
        )}
        {failed ? <Note tone="warn" alert>{sayWhy(failed)}</Note> : null}
      </div>
    </li>
  );
}

function AddPartner() {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const add = useAddPartner();
  const [name, setName] = useState("");
  return (
    <form
      className="row wrap"
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate(name, { onSuccess: () => setName("") });
      }}
    >
      <Field label={t("adverts.partner_name")} value={name} onChange={(event) => setName(event.target.value)} maxLength={100} required />
      <Button type="submit" icon="plus" busy={add.isPending}>
        {t("adverts.add_partner")}
      </Button>
      {add.isError ? <Note tone="warn" alert>{sayWhy(add.error)}</Note> : null}
    </form>
  );
}

function CampaignLine({ campaign }: { campaign: Campaign }) {
  const { t, i18n } = useTranslation();
  const [open, setOpen] = useState(false);
  const end = useEndAdvert();
  const report = useQuery({ ...reportQuery(campaign.id), enabled: open });
  const figure = (value: number | null | undefined) => value ?? t("statistics.too_few");
  return (
    <li>
      <div className="lines-main stack tight">
        <strong>{i18n.language.startsWith("zh") ? campaign.title.zh : campaign.title.en}</strong>
        <span className="small muted">{campaign.link}</span>
        <div className="row wrap">
          <Button onClick={() => setOpen(!open)}>{t("adverts.report")}</Button>
          {campaign.ended_at ? null : (
            <Button busy={end.isPending} onClick={() => end.mutate(campaign.id)}>
              {t("adverts.end")}
            </Button>
          )}
        </div>
        {open && report.data ? (
          <ul className="small">
            {report.data.days.length ? null : <li>{t("statistics.none")}</li>}
            {report.data.days.map((day) => (
              <li key={day.day}>{t("adverts.day", { day: day.day, reached: figure(day.reached), clicked: figure(day.clicked), scale: day.scale })}</li>
            ))}
          </ul>
        ) : null}
      </div>
    </li>
  );
}

const WORDS = ["title_zh", "title_en", "text_zh", "text_en", "link"] as const;

function AddAdvert({ partners, tags }: { partners: Partner[]; tags: string[] }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const add = useAddAdvert();
  const [partner, setPartner] = useState("");
  const [tag, setTag] = useState("");
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? "");
    add.mutate({
      partner: partner || (partners[0]?.id ?? ""),
      placement: "home",
      title: { zh: text("title_zh"), en: text("title_en") },
      text: { zh: text("text_zh"), en: text("text_en") },
      link: text("link"),
      tag: tag || null,
      daily_most: 5,
      from: new Date(text("from")).toISOString(),
      until: new Date(text("until")).toISOString(),
    });
  };
  if (!partners.length) return <p className="muted">{t("adverts.no_partner")}</p>;
  return (
    <form className="stack" onSubmit={send}>
      <h4>{t("adverts.add")}</h4>
      <Select label={t("adverts.partner")} value={partner || (partners[0]?.id ?? "")} onChange={setPartner} choices={partners.map((one) => ({ value: one.id, label: one.name }))} />
      {WORDS.map((name) => (
        <Field key={name} name={name} label={t(`adverts.${name}`)} required />
      ))}
      <Select
        label={t("adverts.for_whom")}
        value={tag}
        onChange={setTag}
        choices={[{ value: "", label: t("adverts.everybody") }, ...tags.map((one) => ({ value: one, label: t(`adverts.tag.${one}` as "adverts.tag.food") }))]}
      />
      <Field name="from" type="date" label={t("adverts.from")} required />
      <Field name="until" type="date" label={t("adverts.until")} required />
      <Button type="submit" weight="door" busy={add.isPending}>
        {t("adverts.add")}
      </Button>
      {add.isError ? <Note tone="warn" alert>{sayWhy(add.error)}</Note> : null}
    </form>
  );
}
