/** My face at the doors of my home: the consent, the photo, and which door knows it. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Agree } from "@/yard/data/Agree";
import { consentsQuery, useGive, useRefuse } from "@/yard/data/data.data";
import { smaller } from "@/yard/ticket/smaller";
import { Popconfirm } from "@/ui/kit/Kit";
import { PickFile } from "@/ui/PickFile";
import { Button, Note } from "@/ui/plain";
import { showDay } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { FaceDoors } from "./FaceDoors";
import { faceQuery, type Mine, useFace } from "./face.data";
import "./words";

/** As large as a door looks at, and no more. */
const facePhoto = (file: Blob) => smaller(file, { side: 1_280, bytes: 400 << 10, qualities: [0.9, 0.75, 0.5] });

export default function FaceCard({ home }: { home: string }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const mine = useQuery({ ...faceQuery(home), retry: false });
  const consents = useQuery(consentsQuery(i18n.language));
  const [give, refuse] = [useGive(), useRefuse()];
  const { purpose, lang } = { purpose: "door-face", lang: i18n.language };
  const consent = consents.data?.items.find((one) => one.purpose === purpose);
  if (!mine.data || !consent) return null;
  const wrong = give.error ?? refuse.error;
  return (
    <section className="card stack" aria-labelledby="doors-face">
      <h2 id="doors-face">{t("face.title")}</h2>
      <p className="muted">{t("face.lead")}</p>
      {mine.data.agreed ? (
        <Photo home={home} mine={mine.data} />
      ) : (
        <>
          <h3>{t("face.consent")}</h3>
          <Agree
            consent={consent}
            busy={give.isPending || refuse.isPending}
            onAgree={(categories) => give.mutate({ purpose, version: consent.version, lang, categories: [...categories] }, { onSuccess: () => mine.refetch() })}
            onRefuse={() => refuse.mutate({ purpose, lang })}
          />
        </>
      )}
      {wrong ? <Note tone="warn" alert>{sayWhy(wrong)}</Note> : null}
    </section>
  );
}

function Photo({ home, mine }: { home: string; mine: Mine }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const { give, remove } = useFace(home);
  const onPick = async (file: File) => give.mutate(await facePhoto(file));
  const wrong = give.error ?? remove.error;
  const ends = t(mine.given_at ? "face.remove" : "face.withdraw");
  return (
    <>
      <p>{mine.given_at ? t("face.since", { day: showDay(mine.given_at, i18n.language) }) : t("face.none")}</p>
      {mine.given_at ? <FaceDoors doors={mine.doors} /> : null}
      <p className="small muted">{t("face.how")}</p>
      <div className="row wrap">
        <PickFile accept="image/*" busy={give.isPending} onPick={(file) => void onPick(file)}>
          {t(mine.given_at ? "face.another" : "face.choose")}
        </PickFile>
        <Popconfirm title={ends} onConfirm={() => remove.mutate(mine.given_at !== null)}>
          <Button weight="quiet" busy={remove.isPending}>
            {ends}
          </Button>
        </Popconfirm>
      </div>
      {wrong ? <Note tone="warn" alert>{sayWhy(wrong)}</Note> : null}
    </>
  );
}
