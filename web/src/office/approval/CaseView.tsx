/** A case: what was asked, who decides, what was done, and whether all of it is as it was signed. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Dialog, Note, Select, TextField, Waiting } from "@/ui/plain";
import { showInstant } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { AgainView } from "./AskView";
import { ChangeFields, Changes } from "./ChangeFields";
import { People } from "./People";
import { ValuesView } from "./ValuesView";
import { type Case, type Deed, caseQuery, departmentsQuery, proofQuery, useCase } from "./approval.data";
import "./words";
import "./approval.css";

const tones: Partial<Record<Case["standing"], string>> = { approved: "good", refused: "warn", returned: "warn" };

export function Standing({ standing }: { standing: Case["standing"] }) {
  const { t } = useTranslation();
  return <span className={`tag ${tones[standing] ?? ""}`}>{t(`approval.is_${standing}`)}</span>;
}

export function CaseView({ org, id }: { org: string; id: string }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const found = useQuery(caseQuery(org, id));
  const departments = useQuery(departmentsQuery(org));
  if (found.isError) return <Note tone="warn" alert>{sayWhy(found.error)}</Note>;
  if (!found.data) return <Waiting label={t("common.loading")} />;
  const one = found.data;
  const names = Object.fromEntries((departments.data?.items ?? []).map((each) => [each.id, each.name]));
  return (
    <>
      <header className="page-head">
        <h1>{t("approval.case_title", { form: one.definition.name, number: one.number })}</h1>
        <p>
          <Standing standing={one.standing} /> <span className="muted">{t("approval.asked_by", { name: one.asker?.name ?? "—", at: showInstant(one.asked_at, i18n.language) })}</span>
        </p>
      </header>
      <section className="card stack" aria-labelledby="case-values">
        <h2 id="case-values">{t("approval.content")}</h2>
        <ValuesView org={org} one={one} departments={names} />
        {one.hidden.length > 0 ? <p className="muted small">{t("approval.hidden", { count: one.hidden.length })}</p> : null}
      </section>
      {one.turns.length > 0 ? <Decide org={org} one={one} /> : null}
      {one.is_mine && one.standing === "returned" ? <AgainView org={org} one={one} /> : null}
      <Way one={one} departments={names} />
      <Rest org={org} one={one} />
    </>
  );
}

type Doing = "refuse" | "return" | "add" | "delegate";

function Decide({ org, one }: { org: string; one: Case }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const { decide } = useCase(org, one.id);
  const [opinion, setOpinion] = useState("");
  // What was typed belongs to what stood there then: once that is another, it begins anew.
  const [dirtyAt, setDirtyAt] = useState<string>();
  const isDirty = dirtyAt === one.seen;
  const [doing, setDoing] = useState<Doing>();
  const turn = one.turns[0];
  if (!turn) return null;
  const touched = (is: boolean) => {
    setDirtyAt(is ? one.seen : undefined);
    if (is) decide.reset();
  };
  const send = (deed: Deed, said: string) => decide.mutate({ deed, step: turn.step, seen: one.seen, opinion: said }, { onSuccess: () => setDoing(undefined) });
  return (
    <section className="card stack no-print" aria-labelledby="case-decide">
      <h2 id="case-decide">{t("approval.your_turn", { step: turn.name })}</h2>
      {turn.editable.length > 0 ? <ChangeFields key={`${turn.step} ${one.seen}`} org={org} one={one} turn={turn} lacking={decide.error} onDirty={touched} /> : null}
      <TextField label={t("approval.opinion")} rows={2} maxLength={1000} value={opinion} onChange={(event) => setOpinion(event.target.value)} />
      {isDirty ? <p className="muted">{t("approval.change_first")}</p> : null}
      {decide.isError && !doing ? <Note tone="warn" alert>{sayWhy(decide.error)}</Note> : null}
      <div className="approval-deeds">
        <Button weight="door" icon="check" busy={decide.isPending} disabled={isDirty} onClick={() => send({ do: "approve" }, opinion)}>
          {t("approval.approve")}
        </Button>
        <Button onClick={() => setDoing("refuse")}>{t("approval.refuse")}</Button>
        <Button onClick={() => setDoing("return")}>{t("approval.return")}</Button>
        <Button onClick={() => setDoing("add")}>{t("approval.add")}</Button>
        <Button onClick={() => setDoing("delegate")}>{t("approval.delegate")}</Button>
      </div>
      <Dialog open={doing !== undefined} title={t(`approval.${doing ?? "refuse"}`)} closeLabel={t("common.close")} onClose={() => setDoing(undefined)}>
        {doing ? <More key={doing} org={org} doing={doing} targets={turn.targets} first={opinion} busy={decide.isPending} failed={decide.error} onSend={send} /> : null}
      </Dialog>
    </section>
  );
}

type MoreProps = { org: string; doing: Doing; targets: Case["turns"][number]["targets"]; first: string; busy: boolean; failed: unknown; onSend: (deed: Deed, opinion: string) => void };

function More({ org, doing, targets, first, busy, failed, onSend }: MoreProps) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const [opinion, setOpinion] = useState(first);
  const [to, setTo] = useState("");
  const [people, setPeople] = useState<string[]>([]);
  const [place, setPlace] = useState<"before" | "after">("before");
  const person = people[0] ?? "";
  const deeds: Record<Doing, Deed> = { refuse: { do: "refuse" }, return: { do: "return", to: to || null }, add: { do: "add", person, place }, delegate: { do: "delegate", person } };
  const wantsWhy = doing === "refuse" || doing === "return";
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        onSend(deeds[doing], opinion);
      }}
    >
      {doing === "return" ? (
        <Select label={t("approval.return_to")} value={to} onChange={setTo} choices={[{ value: "", label: t("approval.the_asker") }, ...targets.map(({ step, name }) => ({ value: step, label: name }))]} />
      ) : null}
      {doing === "add" || doing === "delegate" ? <People org={org} label={t("approval.whom")} most={1} chosen={people} onChange={setPeople} /> : null}
      {doing === "add" ? (
        <Select label={t("approval.place")} value={place} onChange={(value) => setPlace(value as "before" | "after")} choices={[{ value: "before", label: t("approval.place_before") }, { value: "after", label: t("approval.place_after") }]} />
      ) : null}
      <TextField label={wantsWhy ? t("approval.reason") : t("approval.opinion")} rows={3} required={wantsWhy} maxLength={1000} value={opinion} onChange={(event) => setOpinion(event.target.value)} />
      {failed ? <Note tone="warn" alert>{sayWhy(failed)}</Note> : null}
      <Button type="submit" weight="door" busy={busy} disabled={(wantsWhy && !opinion.trim()) || ((doing === "add" || doing === "delegate") && !person)}>
        {t(`approval.${doing}_go`)}
      </Button>
    </form>
  );
}

/** What was done, in order, and who decides now. */
function Way({ one, departments }: { one: Case; departments: Readonly<Record<string, string>> }) {
  const { t, i18n } = useTranslation();
  return (
    <section className="card stack" aria-labelledby="case-way">
      <h2 id="case-way">{t("approval.way")}</h2>
      <ol className="approval-way">
        {one.records.map((record) => (
          <li key={record.seq}>
            <div className="row wrap">
              <strong>{record.by?.name ?? t("approval.the_house")}</strong>
              <span className={`tag ${record.act === "refused" || record.act === "returned" ? "warn" : record.act === "approved" ? "good" : ""}`}>{t(`approval.act_${record.act}`)}</span>
              <span className="small muted">{showInstant(record.at, i18n.language)}</span>
            </div>
            <div className="small muted">
              {[
                record.step ? t("approval.at_step", { step: record.step }) : null,
                record.to ? t("approval.to_step", { step: record.to }) : null,
                record.whom ? t("approval.to_whom", { name: record.whom.name }) : null,
                record.copied.length > 0 ? t("approval.copied_to", { names: record.copied.map(({ name }) => name).join("、") }) : null,
                record.passed.length > 0 ? t("approval.passed_steps", { steps: record.passed.join("、") }) : null,
              ]
                .filter(Boolean)
                .join(" · ")}
            </div>
            <Changes one={one} changes={record.changes} departments={departments} />
            {record.opinion ? <p className="approval-text">{record.opinion}</p> : null}
          </li>
        ))}
        {one.open.map((open) => (
          <li key={open.step} className="now">
            <div className="row wrap">
              <strong>{open.people.map(({ name }) => name).join("、")}</strong>
              <span className="tag">{t("approval.decides_now")}</span>
            </div>
            <div className="small muted">{[open.name, open.people.length > 1 ? t(`approval.mode_${open.mode}`) : null, open.due_at ? t("approval.due", { at: showInstant(open.due_at, i18n.language) }) : null].filter(Boolean).join(" · ")}</div>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Rest({ org, one }: { org: string; one: Case }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const { withdraw, say } = useCase(org, one.id);
  const [text, setText] = useState("");
  const [isSure, setSure] = useState(false);
  const failed = [withdraw, say].find(({ isError }) => isError);
  const isOver = one.standing === "approved" || one.standing === "refused" || one.standing === "withdrawn";
  return (
    <section className="card stack no-print" aria-labelledby="case-rest">
      <h2 id="case-rest">{t("approval.more")}</h2>
      <form
        className="stack tight"
        onSubmit={(event) => {
          event.preventDefault();
          say.mutate(text, { onSuccess: () => setText("") });
        }}
      >
        <TextField label={t("approval.say")} rows={2} maxLength={1000} value={text} onChange={(event) => setText(event.target.value)} />
        <div>
          <Button type="submit" busy={say.isPending} disabled={!text.trim()}>
            {t("approval.say_go")}
          </Button>
        </div>
      </form>
      {failed ? <Note tone="warn" alert>{sayWhy(failed.error)}</Note> : null}
      <div className="row wrap">
        {one.is_mine && !isOver ? <Button onClick={() => setSure(true)}>{t("approval.withdraw")}</Button> : null}
        <Button onClick={() => window.print()}>{t("approval.print")}</Button>
      </div>
      <Proof org={org} id={one.id} />
      <Dialog open={isSure} title={t("approval.withdraw")} closeLabel={t("common.close")} onClose={() => setSure(false)}>
        <div className="stack">
          <p>{t("approval.withdraw_sure")}</p>
          <Button weight="danger" icon="warn" busy={withdraw.isPending} onClick={() => withdraw.mutate("", { onSuccess: () => setSure(false) })}>
            {t("approval.withdraw")}
          </Button>
        </div>
      </Dialog>
    </section>
  );
}

function Proof({ org, id }: { org: string; id: string }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const [asks, setAsks] = useState(false);
  const proof = useQuery({ ...proofQuery(org, id), enabled: asks });
  if (!asks) {
    return (
      <div>
        <Button icon="shield" onClick={() => setAsks(true)}>
          {t("approval.prove")}
        </Button>
      </div>
    );
  }
  if (proof.isError) return <Note tone="warn" alert>{sayWhy(proof.error)}</Note>;
  if (!proof.data) return <Waiting label={t("common.loading")} />;
  const { intact, broken, at, records, pseudonyms, key } = proof.data;
  return (
    <Note tone={intact ? "good" : "warn"} alert={!intact}>
      <p>{intact ? t("approval.intact", { count: records }) : t(`approval.broken_${broken ?? "changed"}`, { at: at ?? 0 })}</p>
      {pseudonyms > 0 ? <p className="small">{t("approval.pseudonyms", { count: pseudonyms })}</p> : null}
      <p className="small mono">{t("approval.key", { key: key.slice(0, 16) })}</p>
    </Note>
  );
}
