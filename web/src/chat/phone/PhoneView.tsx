/** Telephones: a pad to dial on, a list for a conference, what is open, and what was dialled. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Check, Field, Note, Select, Waiting } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { showRecent } from "@/ui/when";
import type { Me } from "@/yard/me/me.data";
import { colleaguesQuery } from "../contacts/contacts.data";
import { useHint } from "../live/work";
import { dial, type Entry, logQuery, phoneKey, type Seat, type Standing, standingQuery } from "./phone.data";
import { OpenCall } from "./OpenCall";
import { Pad } from "./Pad";
import { wantDial, wantedDial } from "./wish";
import "./words";
import "./phone.css";

export function PhoneView({ me }: { me: Me }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const cache = useQueryClient();
  const standing = useQuery({ ...standingQuery, refetchOnMount: "always" });
  const [seat, setSeat] = useState<Seat>();
  const [number, setNumber] = useState(wantedDial);
  const look = useCallback(() => void cache.invalidateQueries({ queryKey: phoneKey }), [cache]);
  useHint("phone.ringing", look);
  useHint("phone.changed", look);
  const over = useCallback(() => {
    setSeat(undefined);
    look();
  }, [look]);
  if (standing.isPending) return <Waiting label={t("common.loading")} />;
  if (standing.isError) return <Note tone="warn" alert>{sayWhy(standing.error)}</Note>;
  const { here, orgs, open } = standing.data;
  const id = seat?.id ?? open ?? undefined;
  const begun = (one: Seat) => {
    wantDial("");
    setNumber("");
    setSeat(one);
    look();
  };
  return (
    <div className="stack">
      {id ? <OpenCall key={id} id={id} me={me} seat={seat?.id === id ? seat : undefined} onOver={over} /> : null}
      {!id && !here ? <Note>{t("phone.off")}</Note> : null}
      {!id && here && orgs.length === 0 ? <Note>{t("phone.closed")}</Note> : null}
      {!id && orgs.length > 0 ? <Dialer me={me} standing={standing.data} number={number} onNumber={setNumber} onBegun={begun} /> : null}
      <Log onAgain={!id && orgs.length > 0 ? setNumber : undefined} />
    </div>
  );
}

type DialerProps = { me: Me; standing: Standing; number: string; onNumber: (number: string) => void; onBegun: (seat: Seat) => void };

function Dialer({ me, standing: { orgs, left }, number, onNumber, onBegun }: DialerProps) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const [org, setOrg] = useState(orgs[0] ?? "");
  const [listed, setListed] = useState<readonly string[]>([]);
  const [people, setPeople] = useState<readonly string[]>([]);
  const numbers = number.trim() ? [...listed, number.trim()] : [...listed];
  const isConference = listed.length > 0 || people.length > 0;
  const call = useMutation({
    mutationFn: () => dial(org, numbers, [...people]),
    onSuccess: onBegun,
  });
  const more = () => {
    setListed(numbers);
    onNumber("");
  };
  const names = me.orgs.filter((one) => orgs.includes(one.id)).map((one) => ({ value: one.id, label: one.name }));
  return (
    <form
      className="card stack phone-dialer"
      onSubmit={(event) => {
        event.preventDefault();
        call.mutate();
      }}
    >
      {names.length > 1 ? <Select label={t("phone.org")} value={org} onChange={(id) => (setOrg(id), setPeople([]))} choices={names} /> : null}
      <Field label={t("phone.number")} hint={t("phone.number_hint")} type="tel" inputMode="tel" autoComplete="off" maxLength={32} value={number} onChange={(event) => onNumber(event.target.value)} />
      <Pad onKey={(key) => onNumber(number + key)} onDelete={() => onNumber(number.slice(0, -1))} />
      {listed.length > 0 ? (
        <ul className="phone-listed" aria-label={t("phone.listed")}>
          {listed.map((one) => (
            <li key={one}>
              <span>{one}</span>
              <Button weight="quiet" icon="close" aria-label={t("phone.take_out", { number: one })} onClick={() => setListed(listed.filter((other) => other !== one))} />
            </li>
          ))}
        </ul>
      ) : null}
      <Colleagues me={me} org={org} people={people} onPeople={setPeople} />
      {call.isError ? <Note tone="warn" alert>{sayWhy(call.error)}</Note> : null}
      <div className="row wrap">
        <Button type="submit" weight="door" icon="phone" busy={call.isPending} disabled={numbers.length === 0}>
          {t(isConference ? "phone.conference" : "phone.call")}
        </Button>
        <Button icon="plus" disabled={!number.trim() || listed.includes(number.trim())} onClick={more}>
          {t("phone.more")}
        </Button>
      </div>
      <p className="small muted">{t("phone.left", { count: left })}</p>
    </form>
  );
}

type ColleaguesProps = { me: Me; org: string; people: readonly string[]; onPeople: (people: readonly string[]) => void };

/** Who of the organisation is asked to join by his page. */
function Colleagues({ me, org, people, onPeople }: ColleaguesProps) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const found = useQuery({ ...colleaguesQuery(org, { text: "", department: undefined, from: 0 }), enabled: isOpen });
  const others = found.data?.items.filter(({ person }) => person !== me.id) ?? [];
  const set = (person: string, asked: boolean) => onPeople(asked ? [...people, person] : people.filter((one) => one !== person));
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t("phone.people")}</summary>
      {others.map(({ person, name }) => (
        <Check key={person} checked={people.includes(person)} onChange={(asked) => set(person, asked)}>
          {name ?? t("conversation.somebody")}
        </Check>
      ))}
    </details>
  );
}

/** What one dialled; the house keeps it for ninety days. */
function Log({ onAgain }: { onAgain: ((number: string) => void) | undefined }) {
  const { t } = useTranslation();
  const log = useQuery(logQuery);
  if (!log.data) return null;
  return (
    <section className="card stack" aria-labelledby="phone-log">
      <h2 id="phone-log">{t("phone.log")}</h2>
      {log.data.length === 0 ? <p className="muted">{t("phone.log_none")}</p> : null}
      <ul className="phone-log">
        {log.data.map((entry) => (
          <Line key={entry.id} entry={entry} onAgain={onAgain} />
        ))}
      </ul>
      <p className="small muted">{t("phone.log_kept")}</p>
    </section>
  );
}

function Line({ entry, onAgain }: { entry: Entry; onAgain: ((number: string) => void) | undefined }) {
  const { t, i18n } = useTranslation();
  const { number, state, at } = entry;
  return (
    <li>
      <span className="phone-who">
        <strong>{number ?? t("phone.unreadable")}</strong>
        <span className="small muted">{`${showRecent(at, i18n.language)} · ${t(`phone.state_${state}`)}`}</span>
      </span>
      {number && onAgain ? <Button weight="quiet" icon="phone" aria-label={t("phone.again", { number })} onClick={() => onAgain(number)} /> : null}
    </li>
  );
}
