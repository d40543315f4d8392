/** My face to clock by: the consent, giving it, looking at it, taking it back. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Popconfirm } from "@/ui/kit/Kit";
import { Button, Note } from "@/ui/plain";
import { showDay } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { acts, faceChallenge, faceQuery, type FaceChallenge, useAct, useOwnFace } from "./attendance.data";
import type { AgreeTo } from "./ClockView";
import { Unable } from "./clocking.model";
import { FaceTake } from "./FaceTake";
import "./words";

export function FaceCard({ org, Agree }: { org: string; Agree: AgreeTo }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const face = useQuery(faceQuery(org));
  const agreement = useAct(org, acts(org).agree);
  const wrong = face.error ?? agreement.error;
  return (
    <section className="card stack" aria-labelledby="clock-face">
      <h2 id="clock-face">{t("attendance.face")}</h2>
      {face.data?.here === false ? <Note>{t("attendance.face_absent")}</Note> : null}
      {face.data?.agreed && face.data.here ? <Given org={org} since={face.data.given_at ?? null} /> : null}
      {face.data && !face.data.agreed && face.data.here ? (
        <Agree purpose="clock-face" onDone={(agreed) => (agreed ? agreement.mutate({ to: "clock-face" }) : void face.refetch())} />
      ) : null}
      {face.data?.given_at && !(face.data.agreed && face.data.here) ? <Removal org={org} /> : null}
      {wrong ? <Note tone="warn" alert>{sayWhy(wrong)}</Note> : null}
    </section>
  );
}

function Given({ org, since }: { org: string; since: string | null }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const [asked, setAsked] = useState<FaceChallenge>();
  const [unable, setUnable] = useState<Error>();
  const ask = useAct(org, async () => setAsked(await faceChallenge(org)));
  const give = useAct(org, acts(org).giveFace);
  const photo = useOwnFace(org);
  const error = unable ?? ask.error ?? give.error ?? photo.error;
  const wrong = error instanceof Unable ? t(`attendance.unable_${error.why}`) : error ? sayWhy(error) : undefined;
  const end = (act: () => void) => (setAsked(undefined), act());
  const begin = () => (setUnable(undefined), give.reset(), photo.reset(), ask.mutate(undefined));
  return (
    <>
      <p>{since ? t("attendance.face_since", { day: showDay(since, i18n.language) }) : t("attendance.face_none")}</p>
      <p className="small muted">{t("attendance.face_how")}</p>
      <p className="small muted">{t("attendance.face_bounds")}</p>
      {asked ? (
        <FaceTake
          side={asked.turn}
          onCancel={() => setAsked(undefined)}
          onFailed={(failed) => end(() => setUnable(failed))}
          onTaken={(pictures) => end(() => give.mutate({ challenge: asked.challenge, pictures }))}
        />
      ) : (
        <div className="row wrap">
          <Button weight={since ? "plain" : "door"} busy={ask.isPending || give.isPending} onClick={begin}>
            {t(since ? "attendance.face_again" : "attendance.face_give")}
          </Button>
          {since ? (
            <>
              <Button weight="quiet" busy={photo.isPending} onClick={() => photo.mutate()}>
                {t("attendance.face_show")}
              </Button>
              <Removal org={org} onBegin={photo.reset} />
            </>
          ) : null}
        </div>
      )}
      {photo.data && since ? <img className="face-photo" src={`data:image/jpeg;base64,${photo.data}`} alt={t("attendance.face_photo")} /> : null}
      {wrong ? <Note tone="warn" alert>{wrong}</Note> : null}
    </>
  );
}

/** Also where nothing is agreed to any longer, and where the house knows no faces: what is kept can always be removed. */
function Removal({ org, onBegin }: { org: string; onBegin?: () => void }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const remove = useAct(org, acts(org).removeFace);
  return (
    <>
      <Popconfirm title={t("attendance.face_remove_sure")} okText={t("common.remove")} cancelText={t("common.cancel")} onConfirm={() => (onBegin?.(), remove.mutate(undefined))}>
        <Button weight="quiet" busy={remove.isPending}>
          {t("attendance.face_remove")}
        </Button>
      </Popconfirm>
      {remove.error ? <Note tone="warn" alert>{sayWhy(remove.error)}</Note> : null}
    </>
  );
}
