import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "@/ui/Icon";
import { plainOf } from "../text/marked.model";
import { pinsQuery } from "./hung.data";

type PinnedProps = { conversation: string; since: number; nameOf: (person: string) => string; onGo: (seq: number) => void };

/** What is pinned, above what is said: the last of it, and on a tap all. */
export function Pinned({ conversation, since, nameOf, onGo }: PinnedProps) {
  const { t } = useTranslation();
  const pins = useQuery(pinsQuery(conversation, since)).data ?? [];
  const [open, setOpen] = useState(false);
  if (pins.length === 0) return null;
  const shown = open ? pins : pins.slice(0, 1);
  return (
    <section className="pinned" aria-label={t("conversation.pins")}>
      <ul>
        {shown.map((one) => (
          <li key={one.seq}>
            <button type="button" className="pinned-one" onClick={() => onGo(one.seq)}>
              <Icon name="pin" size={16} />
              <span>{t("conversation.preview_by", { name: one.program ? (one.program.shown ?? one.program.name) : nameOf(one.by), text: plainOf(one.text.slice(0, 200)) })}</span>
            </button>
          </li>
        ))}
      </ul>
      {pins.length > 1 ? (
        <button type="button" className="link small" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? t("conversation.pins_less") : t("conversation.pins_all", { count: pins.length })}
        </button>
      ) : null}
    </section>
  );
}
