/** The guard's desk: who waits, what the homes say, and the door. All of it by keyboard. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { useTranslation } from "react-i18next";
import { Button, Dialog, Field, Note, Select, Waiting } from "@/ui/plain";
import { showClock } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { gateQuery, type Knock, useGate } from "./visits.data";
import "./words";
import "@/community/homes/homes.css";
import "./visits.css";

export function GateView({ org }: { org: string }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const gate = useQuery(gateQuery(org));
  if (gate.isPending) return <Waiting label={t("common.loading")} />;
  if (gate.isError) return <Note tone="warn" alert>{sayWhy(gate.error)}</Note>;
  return (
    <>
      <AskHome org={org} doors={gate.data.doors} />
      <section className="card stack" aria-labelledby="gate-waiting" aria-live="polite">
        <h2 id="gate-waiting">{t("visits.gate_waiting")}</h2>
        {gate.data.items.length === 0 ? <p className="muted">{t("visits.gate_none")}</p> : null}
        <ul className="home-list">
          {gate.data.items.map((one) => (
            <Row key={one.id} org={org} one={one} doors={gate.data.doors} community={gate.data.community} />
          ))}
        </ul>
      </section>
    </>
  );
}

type Doors = readonly { id: string; name: string }[];

function AskHome({ org, doors }: { org: string; doors: Doors }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const { ask } = useGate(org);
  const form = useRef<HTMLFormElement>(null);
  const [said, setSaid] = useState({ home: "", name: "", reason: "" });
  const [door, setDoor] = useState(doors[0]?.id ?? "");
  const field = (name: keyof typeof said) => ({ value: said[name], onChange: (event: { target: { value: string } }) => setSaid((known) => ({ ...known, [name]: event.target.value })) });
  const begin = () => form.current?.querySelector("input")?.focus();
  useEffect(() => {
    begin();
    const key = (event: KeyboardEvent) => {
      const isTyping = event.target instanceof HTMLElement && event.target.closest("input, select, textarea, dialog") !== null;
      if (event.key.toLowerCase() !== "n" || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      begin();
    };
    addEventListener("keydown", key);
    return () => removeEventListener("keydown", key);
  }, []);
  return (
    <section className="card stack" aria-labelledby="gate-new">
      <h2 id="gate-new">{t("visits.gate_new")}</h2>
      <form
        ref={form}
        className="row wrap home-form"
        onSubmit={(event) => {
          event.preventDefault();
          const done = () => {
            setSaid({ home: "", name: "", reason: "" });
            begin();
          };
          ask.mutate({ home: said.home, name: said.name || null, reason: said.reason || null, door: door || null }, { onSuccess: done });
        }}
      >
        <Field label={t("visits.gate_home")} required maxLength={40} autoComplete="off" {...field("home")} />
        <Field label={t("visits.gate_name")} maxLength={40} autoComplete="off" {...field("name")} />
        <Field label={t("visits.gate_reason")} maxLength={200} autoComplete="off" {...field("reason")} />
        <Select label={t("visits.gate_door")} value={door} onChange={setDoor} choices={doors.map(({ id, name }) => ({ value: id, label: name }))} />
        <Button type="submit" weight="door" busy={ask.isPending}>
          {t("visits.gate_ask")}
        </Button>
      </form>
      {ask.isError ? <Note tone="warn" alert>{sayWhy(ask.error)}</Note> : null}
    </section>
  );
}

function Row({ org, one, doors, community }: { org: string; one: Knock; doors: Doors; community: string }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const { heard, open, gone } = useGate(org);
  const [door, setDoor] = useState(one.door ?? doors[0]?.id ?? "");
  const [asks, setAsks] = useState(false);
  const [reason, setReason] = useState("");
  const [prints, setPrints] = useState(false);
  const at = (instant: string) => showClock(instant, i18n.language);
  const isUnreached = one.asked === 0 && one.home && (one.state === "waiting" || one.state === "over");
  const failed = [heard, open, gone].find(({ isError }) => isError);
  const onPrint = () => {
    // The slip is on the page before the browser looks at it.
    flushSync(() => setPrints(true));
    print();
    setPrints(false);
  };
  return (
    <li>
      <span className="home-name">
        <strong>{one.home ?? t("visits.gate_no_home")}</strong> <span className="tag gate-state">{t(`visits.state_${one.state}`)}</span>
        <span className="small muted">{[at(one.at), one.name, one.reason, one.door_name, one.opened ? t("visits.gate_opened", { at: at(one.opened) }) : undefined].filter(Boolean).join(" · ")}</span>
      </span>
      {doors.length > 1 ? <Select label={t("visits.gate_door")} value={door} onChange={setDoor} choices={doors.map(({ id, name }) => ({ value: id, label: name }))} /> : null}
      {one.state === "yes" ? (
        <Button weight="door" busy={open.isPending} onClick={() => open.mutate({ knock: one.id, door })}>
          {t("visits.gate_open")}
        </Button>
      ) : (
        <Button weight="quiet" onClick={() => setAsks(true)}>
          {t("visits.gate_override")}
        </Button>
      )}
      {one.state === "yes" ? <Button onClick={onPrint}>{t("visits.gate_print")}</Button> : null}
      <Button weight="quiet" busy={gone.isPending} onClick={() => gone.mutate(one.id)}>
        {t("visits.gate_gone")}
      </Button>
      {isUnreached ? (
        <>
          <Note tone="warn">{t("visits.gate_no_phone")}</Note>
          <Button busy={heard.isPending} onClick={() => heard.mutate({ knock: one.id, yes: true })}>
            {t("visits.gate_said_yes")}
          </Button>
          <Button busy={heard.isPending} onClick={() => heard.mutate({ knock: one.id, yes: false })}>
            {t("visits.gate_said_no")}
          </Button>
        </>
      ) : null}
      {failed ? <Note tone="warn" alert>{sayWhy(failed.error)}</Note> : null}
      {prints ? (
        <div className="gate-slip">
          <h1>{`${community} · ${t("visits.gate_slip")}`}</h1>
          <p>{[one.home, one.name, one.reason, one.door_name].filter(Boolean).join(" · ")}</p>
          <p>{`${at(one.at)} · ${one.id}`}</p>
        </div>
      ) : null}
      <Dialog open={asks} title={t("visits.gate_override")} closeLabel={t("common.close")} onClose={() => setAsks(false)}>
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            open.mutate({ knock: one.id, door, reason }, { onSuccess: () => setAsks(false) });
          }}
        >
          <p>{t("visits.gate_override_lead")}</p>
          <Field label={t("visits.gate_override_reason")} required minLength={2} maxLength={200} value={reason} onChange={(event) => setReason(event.target.value)} />
          {open.isError ? <Note tone="warn" alert>{sayWhy(open.error)}</Note> : null}
          <Button type="submit" weight="danger" busy={open.isPending}>
            {t("visits.gate_override")}
          </Button>
        </form>
      </Dialog>
    </li>
  );
}
