import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "@/ui/Icon";
import { Dialog } from "@/ui/plain";
import { showInstant } from "@/ui/when";
import type { Me } from "@/yard/me/me.data";
import type { LogEvent } from "../log/log.model";
import { directoryQuery } from "../people/people.data";
import { PersonFace } from "../people/PersonFace";
import { Marked } from "../text/Marked";
import { plainOf } from "../text/marked.model";

type Card = NonNullable<LogEvent["card"]>;
type Forwarded = NonNullable<LogEvent["forwarded"]>;
type Passed = Forwarded["items"][number];

/** What a message carries besides its words. */
export function Carried({ me, card, forwarded }: { me: Me; card: Card | null | undefined; forwarded: Forwarded | null | undefined }) {
  return (
    <>
      {card ? <CardOf me={me} card={card} /> : null}
      {forwarded ? <ForwardedOf me={me} forwarded={forwarded} /> : null}
    </>
  );
}

function CardOf({ me, card }: { me: Me; card: Card }) {
  const { t } = useTranslation();
  if (card.kind === "contact") return <Contact me={me} person={card.person} />;
  // Nothing is fetched from a map of somebody else; the point is text, and opens in the map that the device has.
  const point = `${card.latitude.toFixed(5)}, ${card.longitude.toFixed(5)}`;
  return (
    <div className="place-card">
      <PlaceDrawing latitude={card.latitude} longitude={card.longitude} />
      <div className="place-card-text">
        <strong>{card.name}</strong>
        <span className="small">{point}</span>
        <a className="small" href={`geo:${card.latitude},${card.longitude}?q=${card.latitude},${card.longitude}`}>
          {t("conversation.place_open")}
        </a>
      </div>
    </div>
  );
}

/** Where on the earth it is, roughly: our own drawing of its circles. */
function PlaceDrawing({ latitude, longitude }: { latitude: number; longitude: number }) {
  const [x, y] = [((longitude + 180) / 360) * 200, ((90 - latitude) / 180) * 100];
  return (
    <svg className="place-drawing" viewBox="0 0 200 100" aria-hidden="true">
      {[25, 50, 75].map((at) => (
        <path key={at} d={`M0 ${at}H200`} />
      ))}
      {[40, 80, 120, 160].map((at) => (
        <path key={at} d={`M${at} 0V100`} />
      ))}
      <circle cx={x} cy={y} r="5" />
      <circle className="place-ring" cx={x} cy={y} r="11" />
    </svg>
  );
}

function Contact({ me, person }: { me: Me; person: string }) {
  const { t } = useTranslation();
  const directory = useQuery(directoryQuery(me));
  const known = person === me.id ? { name: me.name, orgs: me.orgs.map(({ name }) => name) } : directory.data?.find((one) => one.person === person);
  const name = known?.name ?? t("conversation.contact_unknown");
  return (
    <div className="contact-card">
      <PersonFace person={known ? person : undefined} name={name} size={40} />
      <span className="place-card-text">
        <strong>{name}</strong>
        <span className="small">{known?.orgs.join(" · ") || t("conversation.contact")}</span>
      </span>
    </div>
  );
}

const FEW = 3;

function ForwardedOf({ me, forwarded }: { me: Me; forwarded: Forwarded }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const { items, record } = forwarded;
  const [first] = items;
  if (!record && first)
    return (
      <div className="forwarded">
        <p className="small forwarded-by">
          <Icon name="forward" size={14} />
          {t("conversation.forwarded_of", { name: first.name || t("conversation.somebody") })}
        </p>
        {first.text ? <Marked text={first.text} /> : null}
        {first.card ? <CardOf me={me} card={first.card} /> : null}
      </div>
    );
  return (
    <>
      <button type="button" className="record" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        <strong>{t("conversation.record")}</strong>
        {items.slice(0, FEW).map((item, at) => (
          <span key={at}>{t("conversation.preview_by", { name: item.name || t("conversation.somebody"), text: wordsOf(item) })}</span>
        ))}
        <span className="small record-count">{t("conversation.record_count", { count: items.length })}</span>
      </button>
      <Dialog open={open} title={t("conversation.record")} closeLabel={t("common.close")} onClose={() => setOpen(false)}>
        <RecordItems me={me} items={items} />
      </Dialog>
    </>
  );
}

function RecordItems({ me, items }: { me: Me; items: readonly Passed[] }) {
  const { t, i18n } = useTranslation();
  return (
    <ol className="versions">
      {items.map((item, at) => (
        <li key={at}>
          <p className="small">
            {item.name || t("conversation.somebody")} · <time dateTime={item.at}>{showInstant(item.at, i18n.language)}</time>
          </p>
          {item.text ? <Marked text={item.text} /> : null}
          {item.card ? <CardOf me={me} card={item.card} /> : null}
        </li>
      ))}
    </ol>
  );
}

function wordsOf({ text, card }: Passed): string {
  return plainOf(text.slice(0, 100)) || (card?.kind === "place" ? card.name : "");
}
