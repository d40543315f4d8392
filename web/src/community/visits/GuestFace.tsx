/** A visitor's own face: what she agrees to, her photo, and which door knows it. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { FaceDoors } from "@/community/face/FaceDoors";
import { PickFile } from "@/ui/PickFile";
import { Button, Note } from "@/ui/plain";
import { showInstant } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { smaller } from "@/yard/ticket/smaller";
import "@/community/homes/homes.css";
import "./visits.css";
import { type GuestFaceSeen, useGuestFace } from "./visits.data";

/** As large as a door looks at; sealed and in base64 it still fits into one request. */
const guestPhoto = (file: Blob) => smaller(file, { side: 960, bytes: 120 << 10, qualities: [0.9, 0.75, 0.5, 0.3] });

export function GuestFace({ token, face }: { token: string; face: GuestFaceSeen }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const [ticked, setTicked] = useState<readonly string[]>([]);
  const { give, remove } = useGuestFace(token);
  const { asked, categories, version, doors } = face;
  const tick = (category: string) =>
    setTicked((before) => (before.includes(category) ? before.filter((one) => one !== category) : [...before, category]));
  const isWhole = categories.every(({ category }) => ticked.includes(category));
  const onPick = async (file: File) => give.mutate({ photo: await guestPhoto(file), version, categories: [...ticked] });
  const wrong = give.error ?? remove.error;
  const parts = [
    ["face_for", asked.why],
    ["face_who", asked.who],
    ["face_long", asked.how_long],
    ["face_not", asked.if_not],
  ] as const;
  const form = (
    <div className="stack small lines-whole">
      <dl className="visit-asked">
        {parts.map(([word, text]) => (
          <div key={word}>
            <dt>{t(`visits.${word}`)}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      {categories.map(({ category, title }) => (
        <label key={category} className="row">
          <input type="checkbox" checked={ticked.includes(category)} onChange={() => tick(category)} />
          {t("visits.face_agree", { title })}
        </label>
      ))}
      <p className="muted">{t("face.how")}</p>
      <PickFile accept="image/*" busy={give.isPending} disabled={!isWhole} onPick={(file) => void onPick(file)}>
        {t(face.given_at ? "visits.face_another" : "visits.face_choose")}
      </PickFile>
    </div>
  );
  return (
    <section className="card stack" aria-labelledby="guest-face">
      <h2 id="guest-face">{t("visits.face_title")}</h2>
      {face.given_at ? (
        <>
          <p>{t("visits.face_since", { at: showInstant(face.given_at, i18n.language) })}</p>
          <FaceDoors doors={doors} />
          <Button busy={remove.isPending} onClick={() => remove.mutate()}>
            {t("visits.face_remove")}
          </Button>
          <details>
            <summary>{t("visits.face_another")}</summary>
            {form}
          </details>
        </>
      ) : (
        <>
          <p>{t("visits.face_lead")}</p>
          {form}
        </>
      )}
      {wrong ? <Note tone="warn" alert>{sayWhy(wrong)}</Note> : null}
    </section>
  );
}
