import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Me } from "@/yard/me/me.data";
import { Icon } from "@/ui/Icon";
import { Field, Note, Waiting } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { PersonFace } from "./PersonFace";
import { directoryQuery, type Reachable } from "./people.data";

const SHOWN_MAX = 100;

type PickPeopleProps = { me: Me; chosen: readonly Reachable[]; onChange: (chosen: Reachable[]) => void; without?: ReadonlySet<string> };

/** People of one's organisations, found by name; several can be chosen. */
export function PickPeople({ me, chosen, onChange, without }: PickPeopleProps) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const [text, setText] = useState("");
  const directory = useQuery(directoryQuery(me));
  const wanted = text.trim().toLowerCase();
  const all = (directory.data ?? []).filter(({ person }) => !without?.has(person));
  const found = all.filter(({ name }) => name.toLowerCase().includes(wanted));
  const isChosen = (one: Reachable) => chosen.some(({ person }) => person === one.person);
  const turn = (one: Reachable) => onChange(isChosen(one) ? chosen.filter(({ person }) => person !== one.person) : [...chosen, one]);
  return (
    <div className="stack tight">
      <Field label={t("conversation.search")} type="search" value={text} autoFocus autoComplete="off" onChange={(event) => setText(event.target.value)} />
      {chosen.length > 0 ? (
        <ul className="picked" aria-label={t("conversation.chosen", { count: chosen.length })}>
          {chosen.map((one) => (
            <li key={one.person}>
              <button type="button" className="chip" aria-label={t("conversation.unpick", { name: one.name })} onClick={() => turn(one)}>
                <span>{one.name}</span>
                <Icon name="close" size={14} />
              </button>
            </li>
          ))}
        </ul>
      ) : null}
      {directory.isPending && me.orgs.length > 0 ? <Waiting label={t("conversation.pick_wait")} /> : null}
      {directory.isError ? <Note tone="warn" alert>{sayWhy(directory.error)}</Note> : null}
      {me.orgs.length === 0 || (directory.data && all.length === 0) ? <p className="muted">{t("conversation.pick_nobody")}</p> : null}
      {all.length > 0 && found.length === 0 ? <p className="muted">{t("conversation.pick_none")}</p> : null}
      <ul className="pick" aria-label={t("conversation.pick")}>
        {found.slice(0, SHOWN_MAX).map((one) => (
          <li key={one.person}>
            <label>
              <input type="checkbox" checked={isChosen(one)} onChange={() => turn(one)} />
              <PersonFace person={one.person} name={one.name} size={36} />
              <span className="pick-name">
                <strong>{one.name}</strong>
                <span className="small muted">{one.orgs.join(" · ")}</span>
              </span>
            </label>
          </li>
        ))}
      </ul>
      {found.length > SHOWN_MAX ? <p className="small muted">{t("conversation.pick_more", { count: SHOWN_MAX })}</p> : null}
    </div>
  );
}
