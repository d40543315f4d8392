import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "@/ui/Icon";
import { Button, Dialog, Face, Note } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import type { Sitter } from "../room/room.model";
import { hostActs, type Present, qualityQuery, type Seat, standingQuery } from "../room/seat";
import { Quality } from "./Quality";

type PeopleProps = {
  seat: Seat;
  sitters: readonly Sitter[];
  present: readonly Present[];
  nameOf: (identity: string) => string;
  onInvite: () => void;
};

/** Who is here; the host may silence or remove. */
export function People({ seat, sitters, present, nameOf, onInvite }: PeopleProps) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const { id, host } = seat.meeting;
  const acts = hostActs(id);
  const quality = useQuery(qualityQuery(seat));
  const mute = useMutation({ mutationFn: acts.mute });
  const remove = useMutation({ mutationFn: acts.remove });
  const [removing, setRemoving] = useState<string>();
  const roleOf = (identity: string) => present.find((one) => one.identity === identity)?.role;
  const failed = mute.error ?? remove.error;
  return (
    <div className="stack">
      {host ? <Lock meeting={seat.meeting} /> : null}
      {failed ? <Note tone="warn" alert>{sayWhy(failed)}</Note> : null}
      <ul className="people">
        {sitters.map((sitter) => {
          const name = nameOf(sitter.identity);
          const role = roleOf(sitter.identity);
          return (
            <li key={sitter.identity} className={sitter.speaking ? "speaking" : ""}>
              <Face name={name} size={36} />
              <span className="people-name">
                <span>{sitter.me ? t("room.you", { name }) : name}</span>
                {role === "host" || role === "guest" ? <span className="tag">{t(`room.${role}`)}</span> : null}
              </span>
              <span className="people-state" role="img" aria-label={sitter.microphone ? (sitter.speaking ? t("room.speaking") : t("room.mic")) : t("room.muted")}>
                <Icon name={sitter.microphone ? "mic" : "micOff"} />
              </span>
              <Quality name={name} figures={quality.data?.items[sitter.identity]} />
              {host && !sitter.me ? (
                <span className="row people-acts">
                  <Button weight="quiet" disabled={!sitter.microphone} aria-label={t("room.mute_one", { name })} onClick={() => mute.mutate(sitter.identity)}>
                    {t("room.mute")}
                  </Button>
                  <Button weight="quiet" aria-label={t("room.remove_one", { name })} onClick={() => setRemoving(sitter.identity)}>
                    {t("room.remove")}
                  </Button>
                </span>
              ) : null}
            </li>
          );
        })}
      </ul>
      {host ? <PutOut meeting={id} removed={present.filter((one) => one.state === "removed")} /> : null}
      <Button icon="plus" wide onClick={onInvite}>
        {t("room.invite")}
      </Button>
      <Dialog open={removing !== undefined} title={t("room.remove")} closeLabel={t("common.close")} onClose={() => setRemoving(undefined)}>
        <div className="stack">
          <p>{t("room.remove_sure", { name: nameOf(removing ?? "") })}</p>
          <div className="equal">
            <Button onClick={() => setRemoving(undefined)}>{t("common.cancel")}</Button>
            <Button
              weight="danger"
              icon="warn"
              onClick={() => {
                if (removing) remove.mutate(removing);
                setRemoving(undefined);
              }}
            >
              {t("room.remove")}
            </Button>
          </div>
        </div>
      </Dialog>
    </div>
  );
}

/** Who was put out; the host may let them back in. */
function PutOut({ meeting, removed }: { meeting: string; removed: readonly Present[] }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const cache = useQueryClient();
  const onSuccess = () => cache.invalidateQueries({ queryKey: ["meet", meeting, "participants"] });
  const readmit = useMutation({ mutationFn: hostActs(meeting).readmit, onSuccess });
  if (removed.length === 0) return null;
  return (
    <section className="stack tight" aria-labelledby="put-out">
      <h3 id="put-out">{t("room.put_out")}</h3>
      {readmit.isError ? <Note tone="warn" alert>{sayWhy(readmit.error)}</Note> : null}
      <ul className="people">
        {removed.map((one) => (
          <li key={one.identity}>
            <Face name={one.name} size={36} />
            <span className="people-name">
              <span>{one.name}</span>
            </span>
            <Button weight="quiet" aria-label={t("room.readmit_one", { name: one.name })} onClick={() => readmit.mutate(one.identity)}>
              {t("room.readmit")}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The lock as the house has it: a page that was loaded anew, or a second one, shows the same. */
function Lock({ meeting }: { meeting: Seat["meeting"] }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const cache = useQueryClient();
  const standing = standingQuery(meeting);
  const { locked } = useQuery(standing).data;
  const lock = useMutation({
    mutationFn: hostActs(meeting.id).lock,
    onSuccess: (_, now) => {
      cache.setQueryData(standing.queryKey, (before) => before && { ...before, locked: now });
      return cache.invalidateQueries(standing);
    },
  });
  return (
    <div className="stack tight">
      <Button icon={locked ? "unlock" : "lock"} wide busy={lock.isPending} aria-pressed={locked} onClick={() => lock.mutate(!locked)}>
        {t(locked ? "room.unlock" : "room.lock")}
      </Button>
      {locked ? <p className="small" role="status">{t("room.locked")}</p> : null}
      {lock.isError ? <Note tone="warn" alert>{sayWhy(lock.error)}</Note> : null}
    </div>
  );
}
