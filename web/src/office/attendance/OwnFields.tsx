/** From where one signed in, as the house keeps it. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { fromBase64 } from "@/api/base64";
import { Button, Note } from "@/ui/plain";
import { showInstant } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { saveBlob } from "@/yard/rights/file";
import { ownFieldsQuery, useOwnPhoto } from "./attendance.data";
import { FieldPlace } from "./FieldPlace";
import "./words";

export function OwnFields({ org, finds }: { org: string; finds: boolean }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const own = useQuery(ownFieldsQuery(org, finds));
  const photo = useOwnPhoto(org);
  const failed = [own, photo].find(({ isError }) => isError);
  if (!failed && !own.data?.length) return null;
  return (
    <section className="card stack" aria-labelledby="own-fields">
      <h2 id="own-fields">{t("attendance.field_mine")}</h2>
      <ul className="work-list">
        {own.data?.map((one) => (
          <li key={one.id}>
            <span className="work-name">
              <strong>{showInstant(one.at, i18n.language)}</strong>
              <FieldPlace one={one} />
            </span>
            {one.photo ? (
              <Button weight="quiet" busy={photo.isPending} onClick={() => photo.mutate(one.id, { onSuccess: (text) => saveBlob("attendance-photo.jpg", new Blob([fromBase64(text)], { type: "image/jpeg" })) })}>
                {t("attendance.field_mine_photo")}
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
      {failed ? <Note tone="warn" alert>{sayWhy(failed.error)}</Note> : null}
    </section>
  );
}
