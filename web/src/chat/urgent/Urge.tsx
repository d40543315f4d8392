import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Me } from "@/yard/me/me.data";
import { Button, Check, Dialog, Note, Waiting } from "@/ui/plain";
import { showInstant } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import type { Conversation } from "../live/chats.model";
import { membersQuery } from "../people/people.data";
import { ladderQuery, type Reached, reachedQuery, useUrge } from "./urgent.data";

type UrgeProps = { me: Me; conversation: Conversation; seq: number | undefined; nameOf: (person: string) => string; onClose: () => void };

/** Marks a message of mine as urgent; says before how far that goes, and afterwards what was done. */
export function Urge({ seq, onClose, ...rest }: UrgeProps) {
  const { t } = useTranslation();
  return (
    <Dialog open={seq !== undefined} title={t("urgent.title")} closeLabel={t("common.close")} onClose={onClose}>
      {seq === undefined ? null : <Whom seq={seq} {...rest} />}
    </Dialog>
  );
}

function Whom({ me, conversation, seq, nameOf }: Omit<UrgeProps, "seq" | "onClose"> & { seq: number }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const isGroup = conversation.kind === "group";
  const members = useQuery({ ...membersQuery(conversation.id), enabled: isGroup });
  const ladder = useQuery(ladderQuery);
  const reached = useQuery(reachedQuery(conversation.id, seq));
  const [chosen, setChosen] = useState<readonly string[]>(conversation.with ? [conversation.with] : []);
  const [all, setAll] = useState(false);
  const urge = useUrge(conversation.id, seq);
  if (!ladder.data || !reached.data) return <Waiting label={t("conversation.opening")} />;
  const marked = new Set(reached.data.map(({ person }) => person));
  const others = (members.data ?? []).filter((one) => one.present && one.person !== me.id && !marked.has(one.person));
  const whom = chosen.filter((person) => !marked.has(person));
  const turn = (person: string, on: boolean) => setChosen(on ? [...chosen, person] : chosen.filter((one) => one !== person));
  return (
    <div className="stack">
      <Log items={reached.data} nameOf={nameOf} />
      {isGroup && others.length > 0 ? (
        <fieldset className="stack tight">
          <legend>{t("urgent.whom")}</legend>
          <Check checked={all} onChange={setAll}>{t("urgent.all")}</Check>
          {all ? null : others.map(({ person }) => <Check key={person} checked={chosen.includes(person)} onChange={(on) => turn(person, on)}>{nameOf(person)}</Check>)}
        </fieldset>
      ) : null}
      <ol className="stack tight small" aria-label={t("urgent.ladder")}>
        {ladder.data.filter(({ there }) => there).map(({ rung, after_s }) => (
          <li key={rung}>{after_s === 0 ? t("urgent.at_once", { rung: t(`urgent.rung_${rung}`) }) : t("urgent.after", { rung: t(`urgent.rung_${rung}`), seconds: after_s })}</li>
        ))}
      </ol>
      <Note>{t("urgent.note")}</Note>
      {urge.isError ? <Note tone="warn" alert>{sayWhy(urge.error)}</Note> : null}
      <Button weight="door" wide busy={urge.isPending} disabled={!all && whom.length === 0} onClick={() => urge.mutate({ people: all ? [] : whom, all })}>
        {t("urgent.go")}
      </Button>
    </div>
  );
}

type LogProps = { items: readonly Reached[]; nameOf: (person: string) => string };

function Log({ items, nameOf }: LogProps) {
  const { t, i18n } = useTranslation();
  if (items.length === 0) return null;
  return (
    <ul className="stack tight" aria-label={t("urgent.log")}>
      {items.map(({ person, held, confirmed_at, steps }) => (
        <li key={person}>
          <strong>{nameOf(person)}</strong>{" "}
          <span>{confirmed_at ? t("urgent.confirmed", { at: showInstant(confirmed_at, i18n.language) }) : t(held ? "urgent.held" : "urgent.open")}</span>
          {steps.map(({ rung, at, outcome }) => (
            <p key={`${rung} ${at}`} className="small muted">{t("urgent.step", { rung: t(`urgent.rung_${rung}`), at: showInstant(at, i18n.language), outcome: t(`urgent.outcome_${outcome}`) })}</p>
          ))}
        </li>
      ))}
    </ul>
  );
}
