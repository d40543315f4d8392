import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "@/ui/Icon";
import { Dialog } from "@/ui/plain";
import { showInstant } from "@/ui/when";
import type { Me } from "@/yard/me/me.data";
import type { LogEvent } from "../log/log.model";
import { directoryQuery } from "../people/people.data";
import { Files } from "../file/Files";
import { useSayLine } from "../file/say";
import { PersonFace } from "../people/PersonFace";
import { useSaySticker } from "../sticker/say";
import { StickerOf } from "../sticker/StickerOf";
import { Marked } from "../text/Marked";

type Card = NonNullable<LogEvent["card"]>;
type Forwarded = NonNullable<LogEvent["forwarded"]>;
type Passed = Forwarded["items"][number];

/** Where the files of what is carried are: the conversation, and those of the message. */
type Place = { conversation: string; files: LogEvent["files"] };
type CarriedProps = { me: Me; card: Card | null | undefined; forwarded: Forwarded | null | undefined; place: Place };

/** What a message carries besides its words, and besides files that are its own. */
export function Carried({ me, card, forwarded, place }: CarriedProps) {
  return (
    <>
      {card ? <CardOf me={me} card={card} /> : null}
      {forwarded ? <ForwardedOf me={me} forwarded={forwarded} place={place} /> : null}
    </>
  );
}

function CardOf({ me, card }: { me: Me; card: Card }) {
  const { t } = useTranslation();
  if (card.kind === "sticker") return <StickerOf sticker={card.sticker} />;
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

function ForwardedOf({ me, forwarded, place }: { me: Me; forwarded: Forwarded; place: Place }) {
  const { t } = useTranslation();
  const wordsOf = useWordsOf(place);
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
        {place.files.length > 0 ? <Files conversation={place.conversation} files={place.files} /> : null}
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
        <RecordItems me={me} items={items} place={place} />
      </Dialog>
    </>
  );
}

function RecordItems({ me, items, place }: { me: Me; items: readonly Passed[]; place: Place }) {
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
          {item.files?.length ? <Files conversation={place.conversation} files={filesOf(item, place)} /> : null}
        </li>
      ))}
    </ol>
  );
}

/** Those of the message that belong to this part of it. */
const filesOf = ({ files }: Passed, place: Place): LogEvent["files"] => place.files.filter(({ id }) => files?.includes(id));

function useWordsOf(place: Place): (item: Passed) => string {
  const saySticker = useSaySticker();
  const sayLine = useSayLine();
  return (item) => sayLine({ text: item.text.slice(0, 100), files: filesOf(item, place) }) || saySticker(item.card) || (item.card?.kind === "place" ? item.card.name : "");
}
