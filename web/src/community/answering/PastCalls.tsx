/** Who rang at my home, and what visitors left whom nobody answered. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { type DoorCall, doorCallsQuery } from "@/community/intercom/intercom.data";
import { Popconfirm } from "@/ui/kit/Kit";
import { Button, Note } from "@/ui/plain";
import { showRecent } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { leftIn, useForget } from "./answering.data";
import "./words";
import "./answering.css";

export default function PastCalls({ home }: { home: string }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const listed = useQuery(doorCallsQuery);
  if (listed.isError) return <Note tone="warn" alert>{sayWhy(listed.error)}</Note>;
  const kept = listed.data?.homes.find((one) => one.home === home);
  if (!listed.data || !kept) return null;
  const calls = listed.data.items.filter((one) => one.home === home);
  const keeps = kept.messages && kept.pictures ? "both" : kept.messages ? "messages" : kept.pictures ? "pictures" : "nothing";
  return (
    <section className="card stack" aria-labelledby="doors-calls">
      <h2 id="doors-calls">{t("answering.calls")}</h2>
      <p className="muted">{t(`answering.keeps_${keeps}`)}</p>
      {calls.length === 0 ? <p>{t("answering.none")}</p> : null}
      <ul className="home-list">
        {calls.map((call) => (
          <Past key={call.id} call={call} />
        ))}
      </ul>
    </section>
  );
}

const outcomes = ["missed", "refused", "done"] as const;

function Past({ call }: { call: DoorCall }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const cache = useQueryClient();
  const forget = useForget();
  const [shown, setShown] = useState<{ what: "message" | "picture"; at: string }>();
  const [wrong, setWrong] = useState<unknown>();
  // What was shown is given back when another is, and when the page goes.
  useEffect(() => () => (shown ? URL.revokeObjectURL(shown.at) : undefined), [shown]);
  const of = { station: call.station ?? t("answering.somewhere"), at: showRecent(call.at, i18n.language) };
  const outcome = outcomes.find((one) => one === call.outcome) ?? "rings";
  const show = async (what: "message" | "picture") => {
    try {
      setShown({ what, at: await leftIn(call.id, what) });
      setWrong(undefined);
      await cache.invalidateQueries({ queryKey: doorCallsQuery.queryKey });
    } catch (error) {
      setWrong(error);
    }
  };
  const failed = wrong ?? forget.error;
  return (
    <li>
      <span className="home-name">
        <strong>{of.station}</strong> <span className="tag">{t(`answering.${outcome}`)}</span>
        {typeof call.message_ms === "number" && !call.heard ? <span className="tag good">{t("answering.fresh")}</span> : null}
        <span className="small muted">{[of.at, ...(call.opened_at ? [t("answering.opened")] : [])].join(" · ")}</span>
      </span>
      {typeof call.message_ms === "number" || call.picture ? (
        <span className="row wrap">
          {typeof call.message_ms !== "number" ? null : (
            <Button icon="play" aria-label={t("answering.hear_of", of)} onClick={() => void show("message")}>
              {t("answering.hear", { seconds: Math.max(1, Math.round(call.message_ms / 1_000)) })}
            </Button>
          )}
          {call.picture ? (
            <Button aria-label={t("answering.see_of", of)} onClick={() => void show("picture")}>
              {t("answering.see")}
            </Button>
          ) : null}
          <Popconfirm title={t("answering.forget_sure")} okText={t("answering.forget")} cancelText={t("common.cancel")} onConfirm={() => forget.mutate(call.id, { onSuccess: () => setShown(undefined) })}>
            <Button weight="quiet" busy={forget.isPending} aria-label={t("answering.forget_of", of)}>
              {t("answering.forget")}
            </Button>
          </Popconfirm>
        </span>
      ) : null}
      {shown?.what === "message" ? <audio className="left-said" src={shown.at} aria-label={t("answering.hear_of", of)} controls autoPlay /> : null}
      {shown?.what === "picture" ? <video className="left-seen" src={shown.at} aria-label={t("answering.picture", of)} muted playsInline autoPlay /> : null}
      {failed ? <Note tone="warn" alert>{sayWhy(failed)}</Note> : null}
    </li>
  );
}
