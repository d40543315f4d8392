/** The terminal at a door, at the desk: setting it, how it is, and what is gone from it. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Popconfirm } from "@/ui/kit/Kit";
import { Button, Check, Note, Select, Waiting } from "@/ui/plain";
import { showRecent } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { Places } from "./Places";
import { type AtDesk, deskTerminalQuery, type Maker, useDeskTerminal } from "./terminals.data";
import "./words";

export default function Terminal({ org, door }: { org: string; door: string }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const terminal = useQuery(deskTerminalQuery(org, door));
  if (terminal.isError) return <Note tone="warn" alert>{sayWhy(terminal.error)}</Note>;
  if (!terminal.data) return <Waiting label={t("common.loading")} />;
  return (
    <div className="stack">
      <p className="muted">{t("terminals.lead")}</p>
      {terminal.data.makers.length === 0 ? <Note>{t("terminals.not_allowed")}</Note> : <Setting key={`${terminal.data.maker} ${terminal.data.faces}`} org={org} door={door} now={terminal.data} />}
      {terminal.data.maker ? <Health now={terminal.data} /> : null}
      {terminal.data.maker || terminal.data.ended.length > 0 ? <Ended now={terminal.data} /> : null}
    </div>
  );
}

/** Where a terminal may stand, on the cable of its door. */
const example = ["https:", "", "10.0.0.30"].join("/");

/** The lines that its agent needs, as they are written there. */
const lines = (maker: Maker) =>
  `[terminal]\nmaker = "${maker}"\n\n[terminal.station]\nurl = "${example}"\nuser = "courtyard"\npassword_file = "/etc/courtyard-door/terminal.password"\nnumber = 1`;

function Setting({ org, door, now }: { org: string; door: string; now: AtDesk }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const { set, remove } = useDeskTerminal(org, door);
  const [maker, setMaker] = useState<Maker>(now.maker ?? now.makers[0] ?? "hikvision");
  const [faces, setFaces] = useState(now.faces);
  const wrong = set.error ?? remove.error;
  const isChanged = now.maker !== maker || now.faces !== faces;
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        set.mutate({ maker, faces });
      }}
    >
      <Select label={t("terminals.maker")} value={maker} onChange={(next) => setMaker(next as Maker)} choices={now.makers.map((one) => ({ value: one, label: t(`terminals.maker_${one}`) }))} />
      <Check checked={faces} onChange={setFaces}>
        {t("terminals.faces")}
      </Check>
      {wrong ? <Note tone="warn" alert>{sayWhy(wrong)}</Note> : null}
      <span className="row wrap">
        <Button type="submit" weight="door" busy={set.isPending} disabled={!isChanged}>
          {t("terminals.save")}
        </Button>
        {now.maker ? (
          <Popconfirm title={t("terminals.remove_sure")} onConfirm={() => remove.mutate()}>
            <Button weight="quiet" busy={remove.isPending}>
              {t("terminals.remove")}
            </Button>
          </Popconfirm>
        ) : null}
      </span>
      {now.maker && !now.agent_maker ? (
        <div className="stack small">
          <p>{t("terminals.saved")}</p>
          <pre className="agent-key" aria-label={t("terminals.step")}>
            {lines(now.maker)}
          </pre>
        </div>
      ) : null}
    </form>
  );
}

function Health({ now }: { now: AtDesk }) {
  const { t, i18n } = useTranslation();
  if (!now.agent_maker) return <Note>{t("terminals.no_agent")}</Note>;
  const facts = [
    now.lost_at ? t("terminals.lost", { at: showRecent(now.lost_at, i18n.language) }) : t("terminals.reached"),
    t("terminals.people", { count: now.people }),
    ...now.counts.map(({ kind, count }) => t(`terminals.count_${kind}`, { number: count })),
    ...(now.removed > 0 ? [t("terminals.removed", { count: now.removed })] : []),
  ];
  return (
    <>
      {now.linked ? null : <Note>{t("terminals.unlinked")}</Note>}
      {now.maker && now.maker !== now.agent_maker ? <Note tone="warn">{t("terminals.other", { maker: t(`terminals.maker_${now.agent_maker}`) })}</Note> : null}
      {now.allowed ? null : <Note tone="warn">{t("terminals.disallowed")}</Note>}
      <p>{facts.join(" · ")}</p>
    </>
  );
}

function Ended({ now }: { now: AtDesk }) {
  const { t, i18n } = useTranslation();
  return (
    <section className="stack" aria-labelledby="terminal-ended">
      <h3 id="terminal-ended">{t("terminals.ended")}</h3>
      {now.waiting > 0 && now.waiting_since ? <Note tone="warn">{t("terminals.waiting", { count: now.waiting, at: showRecent(now.waiting_since, i18n.language) })}</Note> : null}
      {now.ended.length === 0 ? <p className="muted">{t("terminals.ended_none")}</p> : <Places places={now.ended} lostAt={now.lost_at} />}
    </section>
  );
}
