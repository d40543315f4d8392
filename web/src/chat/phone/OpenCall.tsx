/** A telephone call that is open: who is in it, and what its beginner does with each telephone. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { useEffect, useState, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { Button, Dialog, Field, Note, Waiting } from "@/ui/plain";
import { Sound } from "@/ui/Track";
import { useSayWhy } from "@/ui/words";
import type { Me } from "@/yard/me/me.data";
import { useRing } from "../call/ring";
import { colleaguesQuery } from "../contacts/contacts.data";
import { addNumber, callQuery, endAll, hangUp, join, type Leg, mute, type PhoneCall, press, type Seat } from "./phone.data";
import { PhoneLine } from "./line.model";
import { Pad } from "./Pad";

/** While it is open the house is asked again: a hint may have been missed. */
const AGAIN_MS = 5_000;

type OpenProps = { id: string; me: Me; seat: Seat | undefined; onOver: () => void };

export function OpenCall({ id, me, seat, onOver }: OpenProps) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const call = useQuery({ ...callQuery(id), refetchInterval: AGAIN_MS });
  const [taken, setTaken] = useState(seat);
  const enter = useMutation({ mutationFn: () => join(id), onSuccess: setTaken });
  const end = useMutation({ mutationFn: () => endAll(id), onSettled: onOver });
  const isOver = call.isError;
  useEffect(() => {
    if (isOver) onOver();
  }, [isOver, onOver]);
  useRing(call.data?.own && call.data.legs.some(({ state }) => state === "ringing") && !call.data.legs.some(({ state }) => state === "talking") ? "out" : undefined);
  if (!call.data) return <Waiting label={t("phone.connecting")} />;
  const { own, legs } = call.data;
  return (
    <section className="card stack phone-open" aria-label={t("phone.title")}>
      <ul className="phone-legs">
        {legs.map((leg, at) => (
          <OneLeg key={leg.id} phone={id} leg={leg} name={leg.number ?? t("phone.telephone", { number: at + 1 })} own={own} />
        ))}
      </ul>
      <People call={call.data} me={me} />
      {taken ? <Heard key={taken.token} token={taken.token} /> : null}
      {enter.isError ? <Note tone="warn" alert>{sayWhy(enter.error)}</Note> : null}
      {own ? <Add phone={id} /> : null}
      <div className="row wrap">
        {taken ? null : (
          <Button weight="door" icon="phone" busy={enter.isPending} onClick={() => enter.mutate()}>
            {t("phone.join")}
          </Button>
        )}
        {own ? (
          <Button weight="danger" busy={end.isPending} onClick={() => end.mutate()}>
            {t(legs.length > 1 || call.data.people.length > 1 ? "phone.end_all" : "phone.end")}
          </Button>
        ) : taken ? (
          <Button weight="danger" onClick={() => setTaken(undefined)}>
            {t("phone.go")}
          </Button>
        ) : null}
      </div>
      {own ? <p className="small muted">{t("phone.stay")}</p> : null}
    </section>
  );
}

type LegProps = { phone: string; leg: Leg; name: string; own: boolean };

function OneLeg({ phone, leg: { id, state, muted }, name, own }: LegProps) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const [keys, setKeys] = useState(false);
  const act = useMutation({ mutationFn: (what: () => Promise<void>) => what() });
  const isOpen = state === "calling" || state === "ringing" || state === "talking";
  return (
    <li className={isOpen ? "" : "over"}>
      <span className="phone-who">
        <strong>{name}</strong>
        <span className="small muted" role="status">
          {t(`phone.state_${state}`)}
        </span>
      </span>
      {own && state === "talking" ? (
        <>
          <Button weight="quiet" icon="grid" aria-label={t("phone.keys_of", { number: name })} onClick={() => setKeys(true)}>
            {t("phone.keys")}
          </Button>
          <Button weight="quiet" icon={muted ? "micOff" : "mic"} aria-label={t(muted ? "phone.unmute_of" : "phone.mute_of", { number: name })} onClick={() => act.mutate(() => mute(phone, id, !muted))}>
            {t(muted ? "phone.unmute" : "phone.mute")}
          </Button>
        </>
      ) : null}
      {own && isOpen ? (
        <Button weight="quiet" icon="close" aria-label={t("phone.hang_up_of", { number: name })} onClick={() => act.mutate(() => hangUp(phone, id))}>
          {t("phone.hang_up")}
        </Button>
      ) : null}
      {act.isError ? <Note tone="warn" alert>{sayWhy(act.error)}</Note> : null}
      <Dialog open={keys} title={t("phone.keys_of", { number: name })} closeLabel={t("phone.close_keys")} onClose={() => setKeys(false)}>
        <Pad onKey={(key) => act.mutate(() => press(phone, id, key))} />
      </Dialog>
    </li>
  );
}

/** Who is asked to join by his page. */
function People({ call: { org, people }, me }: { call: PhoneCall; me: Me }) {
  const { t } = useTranslation();
  const found = useQuery({ ...colleaguesQuery(org, { text: "", department: undefined, from: 0 }), enabled: people.length > 1 });
  const names = new Map(found.data?.items.map(({ person, name }) => [person, name]));
  if (people.length < 2) return null;
  return (
    <ul className="phone-legs">
      {people.map(({ person, here }) => (
        <li key={person}>
          <span className="phone-who">
            <strong>{person === me.id ? me.name : (names.get(person) ?? t("conversation.somebody"))}</strong>
            <span className="small muted">{t(here ? "phone.there" : "phone.away")}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}

/** One more number. */
function Add({ phone }: { phone: string }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const [number, setNumber] = useState("");
  const add = useMutation({ mutationFn: () => addNumber(phone, number), onSuccess: () => setNumber("") });
  return (
    <details>
      <summary>{t("phone.add")}</summary>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          add.mutate();
        }}
      >
        <Field label={t("phone.number")} hint={t("phone.number_hint")} type="tel" inputMode="tel" autoComplete="off" maxLength={32} value={number} onChange={(event) => setNumber(event.target.value)} />
        {add.isError ? <Note tone="warn" alert>{sayWhy(add.error)}</Note> : null}
        <Button type="submit" icon="plus" busy={add.isPending} disabled={!number.trim()}>
          {t("phone.add_it")}
        </Button>
      </form>
    </details>
  );
}

/** What is said, and what keeps one from being heard or from hearing. */
function Heard({ token }: { token: string }) {
  const [line] = useState(() => new PhoneLine());
  useEffect(() => {
    // Where the engine is not reached, whoever is called still rings; the call ends by itself.
    line.join(token).catch(() => undefined);
    return () => line.close();
  }, [line, token]);
  return <Sounds line={line} />;
}

function Sounds({ line }: { line: PhoneLine }) {
  const { t } = useTranslation();
  const { sounds, soundBlocked, microphone, refused } = useSyncExternalStore(line.watch, line.snapshot);
  return (
    <div className="row wrap">
      {sounds.map((track) => (
        <Sound key={track.sid} track={track} />
      ))}
      {soundBlocked ? <Button onClick={() => void line.allowSound()}>{t("phone.sound")}</Button> : null}
      <Button icon={microphone ? "mic" : "micOff"} onClick={() => void line.speak(!microphone)}>
        {t(microphone ? "phone.silent" : "phone.speak")}
      </Button>
      {refused ? <Note tone="warn" alert>{t("phone.no_microphone")}</Note> : null}
    </div>
  );
}
