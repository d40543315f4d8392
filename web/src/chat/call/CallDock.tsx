/** The calls of this page: what rings, and the one that one is in. It lies over whatever page one is on. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Frame } from "@/api/stream";
import { Icon } from "@/ui/Icon";
import { App } from "@/ui/kit/Kit";
import { useSayWhy } from "@/ui/words";
import type { Me } from "@/yard/me/me.data";
import { useChats, useHint } from "../live/work";
import { PersonFace } from "../people/PersonFace";
import { useNames } from "../people/people.data";
import { CallIcon } from "./CallIcon";
import { answerCall, type Call, callsQuery, declineCall, type Seat, startCall } from "./calls.data";
import { useRing, useRingTitle } from "./ring";
import { hearWishes, type Wish } from "./wish";
import "./call.css";

const CallView = lazy(async () => ({ default: (await import("./CallView")).CallView }));
/** While something rings or runs, the house is asked again: a hint may have been missed. */
const AGAIN_MS = 10_000;

export function CallDock({ me }: { me: Me }) {
  const cache = useQueryClient();
  const { message: tell } = App.useApp();
  const sayWhy = useSayWhy();
  const { data: calls, dataUpdatedAt } = useQuery({ ...callsQuery, refetchInterval: ({ state }) => (state.data?.items.length ? AGAIN_MS : false) });
  const [seat, setSeat] = useState<Seat & { readonly since: number }>();
  const [silent, setSilent] = useState<ReadonlySet<string>>(new Set());
  const busy = useRef(false);
  // What one hung up on this page is not come back to, though a list that is on its way still has it.
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const current = seat?.call.id;
  const over = useCallback(() => {
    setSeat(undefined);
    if (current) setLeft((known) => new Set(known).add(current));
  }, [current]);

  const look = useCallback(() => void cache.invalidateQueries({ queryKey: callsQuery.queryKey }), [cache]);
  const rung = useCallback(
    ({ body }: Frame) => {
      const { call } = body;
      if (typeof call === "string" && body["silent"] === true) setSilent((known) => new Set(known).add(call));
      look();
    },
    [look],
  );
  useHint("call.ringing", rung);
  useHint("call.changed", look);

  const take = useCallback(
    (ask: () => Promise<Seat>) => {
      if (busy.current) return;
      busy.current = true;
      const got = (one: Seat) => setSeat({ ...one, since: Date.now() });
      void ask()
        .then(got, (error: unknown) => void tell.warning(sayWhy(error)))
        .finally(() => {
          busy.current = false;
          void cache.invalidateQueries({ queryKey: callsQuery.queryKey });
        });
    },
    [cache, tell, sayWhy],
  );
  useEffect(() => hearWishes(({ conversation, kind }: Wish) => take(() => startCall(conversation, kind))), [take]);

  const items = calls?.items ?? [];
  // A page that was loaded anew comes back to where it was.
  const back = seat ? undefined : items.find((call) => call.here && !left.has(call.id));
  const backTo = back?.id;
  useEffect(() => {
    if (!backTo) return undefined;
    const soon = setTimeout(() => take(() => answerCall(backTo, false)));
    return () => clearTimeout(soon);
  }, [backTo, take]);

  const now = items.find(({ id }) => id === current);
  const others = items.filter(({ id }) => id !== seat?.call.id);
  const ringing = others.find(({ mine }) => mine === "ringing");
  const elsewhere = others.find(({ mine, here }) => mine === "joined" && !here);
  return (
    <>
      {seat ? (
        <Suspense fallback={null}>
          <CallView key={seat.media?.token ?? seat.call.id} me={me} seat={seat} now={now} gone={!now && dataUpdatedAt > seat.since} meetings={calls?.meetings ?? false} onOver={over} />
        </Suspense>
      ) : null}
      {ringing ? <Ringing me={me} call={ringing} silent={silent.has(ringing.id)} onAnswer={() => take(() => answerCall(ringing.id, false))} onDecline={() => void declineCall(ringing.id).catch(() => undefined).finally(look)} /> : null}
      {elsewhere && !seat ? <Elsewhere onTake={() => take(() => answerCall(elsewhere.id, true))} /> : null}
    </>
  );
}

type RingingProps = { me: Me; call: Call; silent: boolean; onAnswer: () => void; onDecline: () => void };

/** Somebody calls. */
function Ringing({ me, call, silent, onAnswer, onDecline }: RingingProps) {
  const { t } = useTranslation();
  const conversation = useChats().conversations.find(({ id }) => id === call.conversation);
  const nameOf = useNames(me, conversation);
  const name = nameOf(call.by);
  const says = t(call.kind === "video" ? "call.rings_video" : "call.rings_voice", { name });
  useRing(silent ? undefined : "in");
  useRingTitle(says);
  return (
    <div className="call-ringing" role="alertdialog" aria-label={says}>
      <PersonFace person={call.by} name={name} size={48} />
      <div className="call-ringing-who">
        <b>{name}</b>
        <span>{t(call.kind === "video" ? "call.asks_video" : "call.asks_voice")}</span>
        {conversation?.kind === "group" ? <span>{conversation.name}</span> : null}
      </div>
      <button type="button" className="call-round danger" aria-label={t("call.decline")} title={t("call.decline")} onClick={onDecline}>
        <CallIcon name="hangUp" size={22} />
      </button>
      <button type="button" className="call-round go" aria-label={t("call.answer")} title={t("call.answer")} onClick={onAnswer} autoFocus>
        {call.kind === "video" ? <Icon name="camera" size={22} /> : <CallIcon name="call" size={22} />}
      </button>
    </div>
  );
}

/** The call is on another device of mine. */
function Elsewhere({ onTake }: { onTake: () => void }) {
  const { t } = useTranslation();
  return (
    <div className="call-elsewhere" role="status">
      <CallIcon name="call" />
      <span>{t("call.elsewhere")}</span>
      <button type="button" onClick={onTake}>
        {t("call.take")}
      </button>
    </div>
  );
}
