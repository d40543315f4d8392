/** The agents at the doors of a community, at its property's desk. */
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Dialog, Field, Note, Waiting } from "@/ui/plain";
import { showRecent } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { type DoorHealth, doorsQuery, useDoors } from "./agents.data";
import "./words";

const Terminal = lazy(() => import("@/community/terminals/Terminal"));

type Asked = { what: "pair" | "strike" | "terminal"; door: DoorHealth };

export default function Doors({ org }: { org: string }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const doors = useQuery(doorsQuery(org));
  const [asked, setAsked] = useState<Asked>();
  const close = () => setAsked(undefined);
  return (
    <section className="card stack" aria-labelledby="desk-doors">
      <h2 id="desk-doors">{t("agents.title")}</h2>
      <p className="muted">{t("agents.lead")}</p>
      {doors.isError ? <Note tone="warn" alert>{sayWhy(doors.error)}</Note> : null}
      {doors.isPending ? <Waiting label={t("common.loading")} /> : null}
      {doors.data?.length === 0 ? <p className="muted">{t("agents.none")}</p> : null}
      <ul className="home-list">
        {doors.data?.map((one) => (
          <Row key={one.door} one={one} ask={(what) => setAsked({ what, door: one })} />
        ))}
      </ul>
      <Dialog open={asked?.what === "pair"} title={t("agents.pair_of", { door: asked?.door.name ?? "" })} closeLabel={t("common.close")} onClose={close}>
        {asked?.what === "pair" ? <Pair key={asked.door.door} org={org} door={asked.door} /> : null}
      </Dialog>
      <Dialog open={asked?.what === "strike"} title={t("agents.strike_of", { door: asked?.door.name ?? "" })} closeLabel={t("common.close")} onClose={close}>
        {asked?.what === "strike" ? <Strike org={org} door={asked.door} onDone={close} /> : null}
      </Dialog>
      <Dialog open={asked?.what === "terminal"} title={t("agents.terminal_of", { door: asked?.door.name ?? "" })} closeLabel={t("common.close")} onClose={close}>
        {asked?.what === "terminal" ? (
          <Suspense fallback={<Waiting label={t("common.loading")} />}>
            <Terminal org={org} door={asked.door.door} />
          </Suspense>
        ) : null}
      </Dialog>
    </section>
  );
}

function Row({ one, ask }: { one: DoorHealth; ask: (what: Asked["what"]) => void }) {
  const { t, i18n } = useTranslation();
  const { agent } = one;
  const facts = agent
    ? [
        agent.heard_at ? t("agents.heard", { at: showRecent(agent.heard_at, i18n.language) }) : t("agents.never"),
        t(agent.up_to_date ? "agents.newest" : "agents.older"),
        t("agents.entries", { count: agent.entries }),
        ...(agent.knows_time === false ? [t("agents.unsure")] : []),
      ]
    : [];
  return (
    <li>
      <span className="home-name">
        <strong>{one.name}</strong> <span className="tag">{t(agent ? (agent.linked ? "agents.linked" : "agents.away") : "agents.bare")}</span>
        {facts.length > 0 ? <span className="small muted">{facts.join(" · ")}</span> : null}
      </span>
      <Button onClick={() => ask("pair")}>{t(agent ? "agents.pair_anew" : "agents.pair")}</Button>
      {agent ? <Button onClick={() => ask("terminal")}>{t("agents.terminal")}</Button> : null}
      {agent ? <Button onClick={() => ask("strike")}>{t("agents.strike")}</Button> : null}
      {agent?.trouble ? <Note tone="warn">{t(`agents.trouble_${agent.trouble as "gap" | "changed"}`)}</Note> : null}
      {agent?.full_at ? <Note tone="warn">{t("agents.trouble_full")}</Note> : null}
    </li>
  );
}

/** The code that the box shows, then its fingerprint until it has come. */
function Pair({ org, door }: { org: string; door: DoorHealth }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const { pair } = useDoors(org);
  const doors = useQuery(doorsQuery(org));
  const [code, setCode] = useState("");
  const awaited = pair.data;
  const now = doors.data?.find((one) => one.door === door.door)?.agent;
  if (awaited && now?.fingerprint === awaited.fingerprint) return <Note alert>{t("agents.done")}</Note>;
  if (awaited) {
    return (
      <div className="stack" role="status">
        <p>{t("agents.waits")}</p>
        <p className="agent-key">{awaited.fingerprint}</p>
      </div>
    );
  }
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        pair.mutate({ door: door.door, code: code.trim() });
      }}
    >
      <p className="muted">{t("agents.pair_lead")}</p>
      <Field label={t("agents.code")} hint={t("agents.code_hint")} value={code} maxLength={200} autoComplete="off" spellCheck={false} required onChange={(event) => setCode(event.target.value)} />
      {pair.isError ? <Note tone="warn" alert>{sayWhy(pair.error)}</Note> : null}
      <Button type="submit" weight="door" busy={pair.isPending} disabled={!code.trim()}>
        {t("agents.pair_go")}
      </Button>
    </form>
  );
}

function Strike({ org, door, onDone }: { org: string; door: DoorHealth; onDone: () => void }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const { strike } = useDoors(org);
  return (
    <div className="stack">
      <p>{t("agents.strike_lead")}</p>
      {strike.isError ? <Note tone="warn" alert>{sayWhy(strike.error)}</Note> : null}
      <Button weight="door" busy={strike.isPending} onClick={() => strike.mutate(door.door, { onSuccess: onDone })}>
        {t("agents.strike_go")}
      </Button>
    </div>
  );
}
