/** Letters to homes at the property's desk: made, printed, taken back; and those whom lists name. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { deskHomesQuery } from "@/community/homes/homes.data";
import { Button, Check, Field, Note, Select } from "@/ui/plain";
import { Qr } from "@/ui/Qr";
import { showDay } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { type Made, type Role, awaitedQuery, lettersQuery, useLetters } from "./letters.data";
import "./words";

const roles = ["owner", "family", "tenant"] as const;
const AT_ONCE = 500;

export default function Letters({ org }: { org: string }) {
  return (
    <>
      <Out org={org} />
      <Awaited org={org} />
    </>
  );
}

function Out({ org }: { org: string }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const out = useQuery(lettersQuery(org));
  const { make, takeBack, rule } = useLetters(org);
  const [made, setMade] = useState<Made>();
  const failed = [make, takeBack, rule].find(({ isError }) => isError);
  const letters = out.data?.items ?? [];
  return (
    <section className="card stack" aria-labelledby="desk-letters">
      <h2 id="desk-letters">{t("letters.title")}</h2>
      <p className="muted">{t("letters.lead")}</p>
      {made ? (
        <Pages
          made={made}
          onDone={() => {
            make.reset();
            setMade(undefined);
          }}
        />
      ) : (
        <Make org={org} busy={make.isPending} onMake={(wish) => make.mutate(wish, { onSuccess: setMade })} />
      )}
      {out.data ? (
        <Check checked={out.data.is_reviewed} onChange={(is) => rule.mutate(is)}>
          {t("letters.reviewed")}
        </Check>
      ) : null}
      {failed ? <Note tone="warn" alert>{sayWhy(failed.error)}</Note> : null}
      {letters.length > 0 ? (
        <details>
          <summary>{t("letters.out", { count: letters.length })}</summary>
          <ul className="home-list">
            {letters.map((one) => (
              <li key={one.id}>
                <span className="home-name">
                  <strong>{one.home}</strong> <span className="tag">{t(`letters.as_${one.relation}`)}</span>
                  <span className="small muted">{t("letters.until", { day: showDay(one.ends_at, i18n.language) })}</span>
                </span>
                <Button busy={takeBack.isPending} onClick={() => takeBack.mutate(one.id)}>
                  {t("letters.take_back")}
                </Button>
              </li>
            ))}
          </ul>
        </details>
      ) : null}
    </section>
  );
}

function Make({ org, busy, onMake }: { org: string; busy: boolean; onMake: (wish: { homes: string[]; relation: Role; days: number; by_text: boolean }) => void }) {
  const { t } = useTranslation();
  const homes = useQuery(deskHomesQuery(org));
  const [start, setStart] = useState("");
  const [relation, setRelation] = useState<Role>("owner");
  const [days, setDays] = useState("30");
  const [byText, setByText] = useState(false);
  const fits = (homes.data ?? []).filter(({ number }) => number.startsWith(start.trim()));
  const count = fits.length;
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        onMake({ homes: fits.map(({ id }) => id), relation, days: Number(days), by_text: byText });
      }}
    >
      <div className="row wrap home-form">
        <Field label={t("letters.start")} hint={t("letters.start_hint")} value={start} maxLength={20} autoComplete="off" onChange={(event) => setStart(event.target.value)} />
        <Select label={t("letters.relation")} value={relation} onChange={(value) => setRelation(value as Role)} choices={roles.map((value) => ({ value, label: t(`letters.as_${value}`) }))} />
        <Field label={t("letters.days")} type="number" min={7} max={90} required value={days} onChange={(event) => setDays(event.target.value)} />
      </div>
      <Check checked={byText} onChange={setByText}>
        {t("letters.by_text")}
      </Check>
      {count > AT_ONCE ? <Note tone="warn">{t("letters.too_many")}</Note> : <p className="small muted">{t("letters.fits", { count })}</p>}
      <div>
        <Button type="submit" busy={busy} disabled={count === 0 || count > AT_ONCE}>
          {t("letters.make")}
        </Button>
      </div>
    </form>
  );
}

/** One page to a home. What the square says stays behind the sign of a fragment, which no server is sent. */
function Pages({ made, onDone }: { made: Made; onDone: () => void }) {
  const { t, i18n } = useTranslation();
  const pages = made.items.flatMap(({ code, ...page }) => (code ? [{ ...page, code }] : []));
  const count = made.items.length - pages.length;
  return (
    <div className="stack shares">
      {count > 0 ? (
        <p className="no-print" role="status">
          {t("letters.texted", { count })}
        </p>
      ) : null}
      <div className="row wrap no-print">
        {pages.length > 0 ? (
          <Button weight="door" onClick={() => window.print()}>
            {t("letters.print")}
          </Button>
        ) : null}
        <Button onClick={onDone}>{t("letters.done")}</Button>
      </div>
      {pages.map(({ home, code, ends_at }) => (
        <article key={home} className="card stack share">
          <h3>{t("letters.page_title", { community: made.community, home })}</h3>
          <p>{t("letters.page_lead")}</p>
          <Qr text={`${location.origin}/homes#letter=${code}`} label={t("letters.page_code")} />
          <p>
            {t("letters.page_code")} <strong className="mono">{code}</strong>
          </p>
          <p className="small">{t("letters.page_foot", { day: showDay(ends_at, i18n.language) })}</p>
        </article>
      ))}
    </div>
  );
}

function Awaited({ org }: { org: string }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const awaited = useInfiniteQuery(awaitedQuery(org));
  const { remove } = useLetters(org);
  const people = awaited.data?.pages.flatMap(({ items }) => items) ?? [];
  if (people.length === 0) return null;
  return (
    <section className="card stack" aria-labelledby="desk-awaited">
      <h2 id="desk-awaited">{t("letters.awaited")}</h2>
      <p className="muted">{t("letters.awaited_lead")}</p>
      {remove.isError ? <Note tone="warn" alert>{sayWhy(remove.error)}</Note> : null}
      <ul className="home-list">
        {people.map((one) => (
          <li key={one.id}>
            <span className="home-name">
              <strong>{`${one.home} · ${one.name ?? "—"}`}</strong> <span className="tag">{t(`letters.as_${one.relation}`)}</span>
              <span className="small muted">{[one.phone, one.until ? t("letters.until", { day: showDay(one.until, i18n.language) }) : null].filter(Boolean).join(" · ")}</span>
            </span>
            <Button busy={remove.isPending} onClick={() => remove.mutate(one.id)}>
              {t("letters.remove")}
            </Button>
          </li>
        ))}
      </ul>
      {awaited.hasNextPage ? (
        <div>
          <Button busy={awaited.isFetchingNextPage} onClick={() => void awaited.fetchNextPage()}>
            {t("letters.more")}
          </Button>
        </div>
      ) : null}
    </section>
  );
}
