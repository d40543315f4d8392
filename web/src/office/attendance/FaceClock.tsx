/** Clocking by my face: one press, some seconds before the camera, and what came of it. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Note } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { acts, faceChallenge, faceQuery, type FaceChallenge, useAct } from "./attendance.data";
import { Unable } from "./clocking.model";
import { FaceTake } from "./FaceTake";
import { pictureSum, sign, signedText } from "./proof";
import "./words";

export function FaceClock({ org, signer }: { org: string; signer: CryptoKey }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const face = useQuery(faceQuery(org));
  const [asked, setAsked] = useState<FaceChallenge>();
  const [unable, setUnable] = useState<Error>();
  const ask = useAct(org, async () => setAsked(await faceChallenge(org)));
  const punch = useAct(org, async ({ challenge, pictures }: { challenge: FaceChallenge["challenge"]; pictures: string[] }) => {
    const said = { challenge, way: "face", inside: false, doubts: [], pictures: await pictureSum(pictures) };
    return acts(org).punchByFace({ challenge, pictures, signature: await sign(signer, signedText(org, said)) });
  });
  const error = unable ?? ask.error ?? punch.error;
  const wrong = error instanceof Unable ? t(`attendance.unable_${error.why}`) : error ? sayWhy(error) : undefined;
  const ready = Boolean(face.data?.given_at);
  const begin = () => (setUnable(undefined), punch.reset(), ask.mutate(undefined));
  return (
    <>
      {asked ? (
        <FaceTake
          side={asked.turn}
          onCancel={() => setAsked(undefined)}
          onFailed={(failed) => (setAsked(undefined), setUnable(failed))}
          onTaken={(pictures) => (setAsked(undefined), punch.mutate({ challenge: asked.challenge, pictures }))}
        />
      ) : (
        <Button weight="door" wide className="clock-button" busy={ask.isPending || punch.isPending} disabled={!ready} onClick={begin}>
          {t("attendance.clock")}
        </Button>
      )}
      {face.data ? <p className="small muted">{t(ready ? "attendance.asks_face" : "attendance.asks_face_first")}</p> : null}
      {wrong ? <Note tone="warn" alert>{wrong}</Note> : null}
      {punch.data ? <Note alert>{t("attendance.done")}</Note> : null}
    </>
  );
}
