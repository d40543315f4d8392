import { useTranslation } from "react-i18next";
import type { Answer } from "@/api/client";

type Channel = Answer<"house.about">["channels"][number];

const links: Record<string, string> = { phone: "tel:", mail: "mailto:" };

/** Every channel by which one can turn to the house, with its hours. */
export function Channels({ channels }: { channels: Channel[] }) {
  const { t } = useTranslation();
  return (
    <section className="card stack" aria-labelledby="channels-title">
      <h2 id="channels-title">{t("thread.channels")}</h2>
      <ul className="lines">
        {channels.map((one) => (
          <li key={one.way}>
            <div className="stack tight">
              <strong>{t(`thread.way_${one.way as "app" | "phone" | "mail" | "letter"}`)}</strong>
              <Where channel={one} />
              <Hours channel={one} />
            </div>
          </li>
        ))}
      </ul>
      <p className="muted">{t("thread.ticketed")}</p>
    </section>
  );
}

function Where({ channel }: { channel: Channel }) {
  const { t } = useTranslation();
  if (!channel.value) return <span>{t("thread.way_app_how")}</span>;
  const link = links[channel.way];
  return link ? <a href={`${link}${channel.value}`}>{channel.value}</a> : <span>{channel.value}</span>;
}

function Hours({ channel }: { channel: Channel }) {
  const { t } = useTranslation();
  const { days, from, until } = channel;
  const sentence = !days || !from || !until ? t("thread.any_time") : t(days === 7 ? "thread.hours_daily" : "thread.hours_week", { from, until });
  return <span className="small muted">{sentence}</span>;
}
