/** What leave people have, as those who run the organisation see and write it. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { saveBlob } from "@/yard/rights/file";
import { Button, Field, Note, Select, Waiting } from "@/ui/plain";
import { dayNow } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { hundredths, written } from "./amount.model";
import { Balances, Lines } from "./LedgerView";
import { acts, type Deed, type Entry, kindsQuery, type Of, peopleQuery, personQuery, useAct, useSheet } from "./leave.data";
import "./words";
import "./leave.css";

export function PeopleView({ org, nameOf }: { org: string; nameOf: (person: string) => string }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const [typed, setTyped] = useState("");
  const [wish, setWish] = useState({ text: "", skip: 0 });
  const [open, setOpen] = useState<string>();
  const page = useQuery(peopleQuery(org, wish.text, wish.skip));
  const sheet = useSheet(org);
  const take = (form: "xlsx" | "csv") => sheet.mutate({ form, lang: i18n.language }, { onSuccess: (blob) => saveBlob(`leave.${form}`, blob) });
  const failed = [page, sheet].find(({ isError }) => isError);
  if (open) return <PersonView org={org} person={open} nameOf={nameOf} onDone={() => setOpen(undefined)} />;
  const kept = page.data?.items[0]?.balances.filter(({ left: amount }) => typeof amount === "number") ?? [];
  return (
    <section className="card stack" aria-labelledby="leave-people">
      <h2 id="leave-people">{t("leave.people")}</h2>
      <form
        className="row wrap work-form"
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          setWish({ text: typed.trim(), skip: 0 });
        }}
      >
        <Field label={t("leave.search")} value={typed} maxLength={60} onChange={(event) => setTyped(event.target.value)} />
        <Button type="submit">{t("leave.find")}</Button>
      </form>
      <p className="small muted">{t("leave.look_recorded")}</p>
      {page.isPending ? <Waiting label={t("common.loading")} /> : null}
      {page.data?.items.length === 0 ? <p className="muted">{t("leave.nobody")}</p> : null}
      {page.data && page.data.items.length > 0 ? (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be within reach of a keyboard
        <div className="work-table" tabIndex={0} role="region" aria-labelledby="leave-people">
          <table>
            <thead>
              <tr>
                <th scope="col">{t("leave.name")}</th>
                {kept.map(({ kind, name }) => (
                  <th key={kind} scope="col">
                    {name}
                  </th>
                ))}
                <th scope="col">{t("leave.act")}</th>
              </tr>
            </thead>
            <tbody>
              {page.data.items.map((one) => (
                <tr key={one.person}>
                  <th scope="row">{one.name ?? "—"}</th>
                  {kept.map(({ kind }) => (
                    <td key={kind}>{left(one, kind)}</td>
                  ))}
                  <td>
                    <Button onClick={() => setOpen(one.person)} aria-label={t("leave.open_of", { name: one.name ?? "—" })}>
                      {t("leave.open")}
                    </Button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
      <div className="row wrap">
        {wish.skip > 0 ? <Button onClick={() => setWish({ ...wish, skip: 0 })}>{t("leave.first")}</Button> : null}
        {page.data?.next ? <Button onClick={() => setWish({ ...wish, skip: page.data.next ?? 0 })}>{t("leave.more")}</Button> : null}
        <Button busy={sheet.isPending} onClick={() => take("xlsx")}>
          {t("leave.take_xlsx")}
        </Button>
        <Button busy={sheet.isPending} onClick={() => take("csv")}>
          {t("leave.take_csv")}
        </Button>
      </div>
      {failed ? <Note tone="warn" alert>{sayWhy(failed.error)}</Note> : null}
    </section>
  );
}

const left = (one: Of, kind: string) => {
  const amount = one.balances.find((balance) => balance.kind === kind)?.left;
  return typeof amount === "number" ? written(amount) : "—";
};

function PersonView({ org, person, nameOf, onDone }: { org: string; person: string; nameOf: (person: string) => string; onDone: () => void }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const of = useQuery(personQuery(org, person));
  const write = useAct(org, acts(org).write);
  const [back, setBack] = useState<Entry>();
  if (of.isError) return <Note tone="warn" alert>{sayWhy(of.error)}</Note>;
  if (!of.data) return <Waiting label={t("common.loading")} />;
  const send = (deed: Deed, reason: string, onSuccess: () => void) => write.mutate({ person, deed, reason }, { onSuccess });
  return (
    <>
      <section className="card stack" aria-labelledby="leave-of">
        <div className="row wrap apart">
          <h2 id="leave-of">{of.data.name ?? "—"}</h2>
          <Button onClick={onDone}>{t("leave.all")}</Button>
        </div>
        <Balances balances={of.data.balances} />
      </section>
      {back ? (
        <BackForm key={back.id} entry={back} busy={write.isPending} onSend={(deed, reason) => send(deed, reason, () => setBack(undefined))} onDone={() => setBack(undefined)} />
      ) : (
        <WriteForm org={org} of={of.data} busy={write.isPending} onSend={send} />
      )}
      {write.isError ? <Note tone="warn" alert>{sayWhy(write.error)}</Note> : null}
      <section className="card stack" aria-labelledby="leave-of-lines">
        <h2 id="leave-of-lines">{t("leave.lines")}</h2>
        <Lines of={of.data} nameOf={nameOf} busy={write.isPending} mayBack={({ deed, open }) => deed === "use" && open > 0} onBack={setBack} />
      </section>
    </>
  );
}

function BackForm({ entry, busy, onSend, onDone }: { entry: Entry; busy: boolean; onSend: (deed: Deed, reason: string) => void; onDone: () => void }) {
  const { t } = useTranslation();
  const [wish, setWish] = useState({ from: entry.from ?? dayNow(), reason: "" });
  return (
    <section className="card stack" aria-labelledby="leave-back">
      <h2 id="leave-back">{t("leave.back_of", { number: entry.number })}</h2>
      <form
        className="row wrap work-form"
        onSubmit={(event) => {
          event.preventDefault();
          onSend({ do: "back", entry: entry.id, from: wish.from }, wish.reason);
        }}
      >
        <Field label={t("leave.back_from")} type="date" required min={entry.from ?? undefined} max={entry.until ?? undefined} value={wish.from} onChange={(event) => setWish({ ...wish, from: event.target.value })} />
        <Field label={t("leave.reason")} required minLength={2} maxLength={200} value={wish.reason} onChange={(event) => setWish({ ...wish, reason: event.target.value })} />
        <Button type="submit" weight="door" busy={busy}>
          {t("leave.back")}
        </Button>
        <Button onClick={onDone}>{t("common.cancel")}</Button>
      </form>
    </section>
  );
}

const deeds = ["grant", "correct", "since", "opening"] as const;

function WriteForm({ org, of, busy, onSend }: { org: string; of: Of; busy: boolean; onSend: (deed: Deed, reason: string, onSuccess: () => void) => void }) {
  const { t } = useTranslation();
  const kinds = useQuery(kindsQuery(org)).data?.filter(({ has_ended, arranged }) => !has_ended && arranged.balance.kept === "kept") ?? [];
  const [wish, setWish] = useState({ deed: "grant" as (typeof deeds)[number], kind: "", amount: "", until: "", work: of.work ?? "", hired: of.hired ?? "", reason: "" });
  const change = (name: "amount" | "until" | "work" | "hired" | "reason") => (event: { target: { value: string } }) => setWish((known) => ({ ...known, [name]: event.target.value }));
  const kind = wish.kind || kinds[0]?.id || "";
  const amount = hundredths(wish.amount);
  const deed = (): Deed =>
    wish.deed === "since"
      ? { do: "since", work: wish.work, hired: wish.hired }
      : wish.deed === "correct"
        ? { do: "correct", kind, amount }
        : { do: "grant", kind, amount, until: wish.until || null, is_opening: wish.deed === "opening" };
  return (
    <section className="card stack" aria-labelledby="leave-write">
      <h2 id="leave-write">{t("leave.write")}</h2>
      <form
        className="row wrap work-form"
        onSubmit={(event) => {
          event.preventDefault();
          onSend(deed(), wish.reason, () => setWish((known) => ({ ...known, amount: "", reason: "" })));
        }}
      >
        <Select
          label={t("leave.deed")}
          value={wish.deed}
          onChange={(next) => setWish((known) => ({ ...known, deed: next as typeof wish.deed }))}
          choices={deeds.map((value) => ({ value, label: t(`leave.do_${value}`) }))}
        />
        {wish.deed === "since" ? (
          <>
            <Field label={t("leave.work")} type="date" required value={wish.work} onChange={change("work")} />
            <Field label={t("leave.hired")} type="date" required value={wish.hired} onChange={change("hired")} />
          </>
        ) : (
          <>
            <Select label={t("leave.kind")} value={kind} onChange={(next) => setWish((known) => ({ ...known, kind: next }))} choices={kinds.map(({ id, arranged }) => ({ value: id, label: arranged.name }))} />
            <Field label={t("leave.amount")} type="number" step="0.01" required value={wish.amount} onChange={change("amount")} />
            {wish.deed !== "correct" ? <Field label={t("leave.until")} type="date" min={dayNow()} value={wish.until} onChange={change("until")} hint={t("leave.until_hint")} /> : null}
          </>
        )}
        <Field label={t("leave.reason")} required minLength={2} maxLength={200} value={wish.reason} onChange={change("reason")} hint={t("leave.reason_hint")} />
        <Button type="submit" weight="door" busy={busy} disabled={wish.deed !== "since" && (!kind || Number.isNaN(amount))}>
          {t("leave.write_go")}
        </Button>
      </form>
    </section>
  );
}
