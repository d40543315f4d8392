/** Approvals: what waits for me, what I asked, what I was told and what I did; and what I can ask. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Dialog, Field, Note, Waiting } from "@/ui/plain";
import { showRecent } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { Standing } from "./CaseView";
import { People } from "./People";
import { type Item, type Which, absenceQuery, casesQuery, formsQuery, useDecide, useDesk } from "./approval.data";
import "./words";
import "./approval.css";

const boxes = ["to_me", "mine", "copied", "done"] as const satisfies readonly Which[];

export function ApprovalsView({ org, onForm, onCase }: { org: string; onForm: (form: string) => void; onCase: (id: string) => void }) {
  const { t } = useTranslation();
  return (
    <>
      <Cases org={org} onCase={onCase} />
      <Forms org={org} onForm={onForm} />
      <section className="card stack" aria-labelledby="approval-away">
        <h2 id="approval-away">{t("approval.away")}</h2>
        <Away org={org} />
      </section>
    </>
  );
}

function Cases({ org, onCase }: { org: string; onCase: (id: string) => void }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const [which, setWhich] = useState<Which>("to_me");
  const [text, setText] = useState("");
  const words = useDeferredValue(text.trim());
  const cases = useInfiniteQuery(casesQuery(org, which, words));
  const items = cases.data?.pages.flatMap((page) => page.items) ?? [];
  const waiting = cases.data?.pages[0]?.waiting ?? 0;
  return (
    <section className="card stack" aria-label={t("approval.title")}>
      <div className="approval-tabs" role="group" aria-label={t("approval.lists")}>
        {boxes.map((one) => (
          <button key={one} type="button" className="button quiet" aria-pressed={which === one} onClick={() => setWhich(one)}>
            {t(`approval.box_${one}`)}
            {one === "to_me" && waiting > 0 ? <b className="tag warn">{waiting}</b> : null}
          </button>
        ))}
      </div>
      <Field label={t("approval.search")} type="search" value={text} maxLength={60} autoComplete="off" onChange={(event) => setText(event.target.value)} />
      {cases.isError ? <Note tone="warn" alert>{sayWhy(cases.error)}</Note> : null}
      {cases.isPending ? <Waiting label={t("common.loading")} /> : null}
      {cases.data && items.length === 0 ? <p className="muted">{words ? t("approval.none_found") : t(`approval.none_${which}`)}</p> : null}
      <ul className="approval-list">
        {items.map((one) => (
          <Line key={one.id} org={org} one={one} isTurn={which === "to_me"} now={cases.dataUpdatedAt} onOpen={() => onCase(one.id)} />
        ))}
      </ul>
      {cases.hasNextPage ? (
        <div>
          <Button busy={cases.isFetchingNextPage} onClick={() => void cases.fetchNextPage()}>
            {t("approval.older")}
          </Button>
        </div>
      ) : null}
    </section>
  );
}

function Line({ org, one, isTurn, now, onOpen }: { org: string; one: Item; isTurn: boolean; now: number; onOpen: () => void }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const decide = useDecide(org);
  const step = one.turns[0];
  const isLate = typeof one.due_at === "string" && Date.parse(one.due_at) < now;
  return (
    <li>
      <button type="button" className="approval-open" onClick={onOpen}>
        <span className="row wrap">
          <strong>{one.form}</strong>
          <span className="muted">{one.asker?.name ?? "—"}</span>
          {isTurn ? null : <Standing standing={one.standing} />}
          {isTurn && isLate ? <span className="tag warn">{t("approval.late")}</span> : null}
        </span>
        <span>{one.summary}</span>
        <span className="small muted">{`#${one.number} · ${showRecent(one.moved_at, i18n.language)}`}</span>
      </button>
      {isTurn && step ? (
        <Button icon="check" busy={decide.isPending} aria-label={t("approval.approve_of", { form: one.form, number: one.number })} onClick={() => decide.mutate({ id: one.id, deed: { do: "approve" }, step, seen: one.seen })}>
          {t("approval.approve")}
        </Button>
      ) : null}
      {decide.isError ? <Note tone="warn" alert>{sayWhy(decide.error)}</Note> : null}
    </li>
  );
}

function Forms({ org, onForm }: { org: string; onForm: (form: string) => void }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const forms = useQuery(formsQuery(org));
  const items = forms.data?.items ?? [];
  const groups = [...new Set(items.map(({ group }) => group))];
  return (
    <section className="card stack" aria-labelledby="approval-ask">
      <h2 id="approval-ask">{t("approval.ask")}</h2>
      {forms.isError ? <Note tone="warn" alert>{sayWhy(forms.error)}</Note> : null}
      {forms.data && items.length === 0 ? <p className="muted">{t("approval.no_forms")}</p> : null}
      {groups.map((group) => (
        <div key={group} className="stack tight">
          {group ? <h3>{group}</h3> : null}
          <div className="approval-forms">
            {items
              .filter((one) => one.group === group)
              .map((one) => (
                <button key={one.id} type="button" className="approval-form" onClick={() => onForm(one.id)}>
                  <strong>{one.name}</strong>
                  {one.note ? <span className="small muted">{one.note}</span> : null}
                </button>
              ))}
          </div>
        </div>
      ))}
    </section>
  );
}

/** Until when I am away, and who stands in. */
function Away({ org }: { org: string }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const own = useQuery(absenceQuery(org));
  const { away } = useDesk(org);
  const [asks, setAsks] = useState(false);
  const [day, setDay] = useState("");
  const [people, setPeople] = useState<string[]>([]);
  const until = own.data?.until;
  return (
    <>
      <p className="muted">{until ? t("approval.away_until", { at: showRecent(until, i18n.language) }) : t("approval.away_lead")}</p>
      <div>
        {until ? (
          <Button busy={away.isPending} onClick={() => away.mutate({ until: null, stand_in: null })}>
            {t("approval.back")}
          </Button>
        ) : (
          <Button onClick={() => setAsks(true)}>{t("approval.away_go")}</Button>
        )}
      </div>
      <Dialog open={asks} title={t("approval.away")} closeLabel={t("common.close")} onClose={() => setAsks(false)}>
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            away.mutate({ until: new Date(`${day}T23:59:59`).toISOString(), stand_in: people[0] ?? null }, { onSuccess: () => setAsks(false) });
          }}
        >
          <Field label={t("approval.away_day")} type="date" required value={day} onChange={(event) => setDay(event.target.value)} />
          <People org={org} label={t("approval.stand_in")} most={1} chosen={people} onChange={setPeople} />
          <p className="small muted">{t("approval.stand_in_lead")}</p>
          {away.isError ? <Note tone="warn" alert>{sayWhy(away.error)}</Note> : null}
          <Button type="submit" weight="door" busy={away.isPending} disabled={!day}>
            {t("approval.away_go")}
          </Button>
        </form>
      </Dialog>
    </>
  );
}
