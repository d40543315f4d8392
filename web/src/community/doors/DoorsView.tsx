/** The doors of my home: a code, the button, a PIN, cards, and what opened. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Check, Field, Note, Waiting } from "@/ui/plain";
import { showDay, showRecent } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { CodeCard } from "./CodeCard";
import { Hold } from "./Hold";
import { logQuery, type Opening, useOwn, type Ways, waysQuery } from "./doors.data";
import { useDone } from "./done";
import "./words";
import "@/community/homes/homes.css";
import "./doors.css";

const PastCalls = lazy(() => import("@/community/answering/PastCalls"));
const FaceCard = lazy(() => import("@/community/face/FaceCard"));
const MyTerminals = lazy(() => import("@/community/terminals/MyTerminals"));
const AirCard = lazy(() => import("@/community/air/AirCard"));

export function DoorsView({ home }: { home: string }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const ways = useQuery(waysQuery(home));
  if (ways.isPending) return <Waiting label={t("common.loading")} />;
  if (!ways.data) return <Note tone="warn" alert>{sayWhy(ways.error)}</Note>;
  return (
    <>
      <CodeCard home={home} />
      <Doors home={home} ways={ways.data} />
      <Suspense>
        <AirCard home={home} ways={ways.data} />
      </Suspense>
      <Pin home={home} ways={ways.data} />
      <Cards home={home} ways={ways.data} />
      <Suspense>
        <FaceCard home={home} />
        <MyTerminals home={home} />
        <PastCalls home={home} />
      </Suspense>
      <Log home={home} />
    </>
  );
}

function Doors({ home, ways }: { home: string; ways: Ways }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const { open } = useOwn(home);
  const name = (id: string | undefined) => ways.doors.find((door) => door.id === id)?.name ?? "";
  return (
    <section className="card stack" aria-labelledby="doors-open">
      <h2 id="doors-open">{t("passes.doors")}</h2>
      {ways.doors.length === 0 ? <p className="muted">{t("passes.doors_none")}</p> : null}
      <ul className="home-list">
        {ways.doors.map((door) => {
          const opens = open.isPending && open.variables === door.id;
          return (
            <li key={door.id}>
              <span className="home-name">
                <strong>{door.name}</strong> <span className="tag">{t(`passes.of_${door.of}`)}</span>
                {door.closed ? <span className="tag">{t("passes.closed")}</span> : null}
              </span>
              <Hold name={t("passes.hold_of", { door: door.name })} busy={open.isPending} onHeld={() => open.mutate(door.id)}>
                {() => <span>{t(opens ? "passes.opening" : "passes.hold")}</span>}
              </Hold>
            </li>
          );
        })}
      </ul>
      {open.isError ? <Note tone="warn" alert>{sayWhy(open.error)}</Note> : null}
      {open.isSuccess ? <Note tone="good" alert>{t("passes.opened", { door: name(open.variables) })}</Note> : null}
    </section>
  );
}

function Pin({ home, ways }: { home: string; ways: Ways }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const { setPin, dropPin } = useOwn(home);
  const [pin, setTyped] = useState("");
  const failed = [setPin, dropPin].find(({ isError }) => isError);
  return (
    <form
      className="card stack"
      aria-labelledby="doors-pin"
      onSubmit={(event) => {
        event.preventDefault();
        setPin.mutate(pin, { onSuccess: () => setTyped("") });
      }}
    >
      <h2 id="doors-pin">{t("passes.pin")}</h2>
      <p className="muted">{t("passes.pin_lead")}</p>
      <p>{ways.pin_since ? t("passes.pin_since", { day: showDay(ways.pin_since, i18n.language) }) : t("passes.pin_none")}</p>
      <Field label={t("passes.pin_new")} type="password" inputMode="numeric" autoComplete="off" value={pin} maxLength={8} onChange={(event) => setTyped(event.target.value.replace(/\D/g, ""))} />
      {failed ? <Note tone="warn" alert>{sayWhy(failed.error)}</Note> : null}
      <div className="row wrap">
        <Button type="submit" busy={setPin.isPending} disabled={pin.length < 6}>
          {t("passes.pin_set")}
        </Button>
        {ways.pin_since ? (
          <Button weight="quiet" busy={dropPin.isPending} onClick={() => dropPin.mutate()}>
            {t("passes.pin_remove")}
          </Button>
        ) : null}
      </div>
    </form>
  );
}

function Cards({ home, ways }: { home: string; ways: Ways }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const { lost, telephone } = useOwn(home);
  const failed = [lost, telephone].find(({ isError }) => isError);
  return (
    <section className="card stack" aria-labelledby="doors-cards">
      <h2 id="doors-cards">{t("passes.cards")}</h2>
      {ways.cards.length === 0 ? <p className="muted">{t("passes.cards_none")}</p> : null}
      <ul className="home-list">
        {ways.cards.map((card) => (
          <li key={card.id}>
            <span className="home-name">
              <strong>{card.number}</strong> <span className="small muted">{t("passes.card_since", { day: showDay(card.since, i18n.language) })}</span>
            </span>
            <Button weight="quiet" busy={lost.isPending} onClick={() => lost.mutate(card.id)}>
              {t("passes.card_lost")}
            </Button>
          </li>
        ))}
      </ul>
      <Check checked={ways.telephone} disabled={telephone.isPending} onChange={(opens) => telephone.mutate(opens)}>
        {t("passes.telephone")}
      </Check>
      {failed ? <Note tone="warn" alert>{sayWhy(failed.error)}</Note> : null}
    </section>
  );
}

function Log({ home }: { home: string }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const log = useInfiniteQuery(logQuery(home));
  const items = log.data?.pages.flatMap(({ items: page }) => page) ?? [];
  return (
    <section className="card stack" aria-labelledby="doors-log">
      <h2 id="doors-log">{t("passes.log")}</h2>
      <p className="muted">{t("passes.log_lead")}</p>
      {log.isError ? <Note tone="warn" alert>{sayWhy(log.error)}</Note> : null}
      {log.data && items.length === 0 ? <p>{t("passes.log_none")}</p> : null}
      <ul className="home-list">
        {items.map((one) => (
          <Entry key={one.id} one={one} />
        ))}
      </ul>
      {log.hasNextPage ? (
        <Button busy={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
          {t("passes.log_more")}
        </Button>
      ) : null}
    </section>
  );
}

function Entry({ one }: { one: Opening }) {
  const { t, i18n } = useTranslation();
  const { done } = useDone();
  return (
    <li>
      <span className="home-name">
        <strong>{one.door}</strong> <span className="tag">{t(one.own ? "passes.log_own" : "passes.log_other")}</span>
        <span className="small muted">{[showRecent(one.at, i18n.language), ...done(one)].join(" · ")}</span>
      </span>
    </li>
  );
}
