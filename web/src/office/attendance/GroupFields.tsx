/** Who of a group signed in from outside on a day, for whoever looks after it. Looking is an act of its own, of which they read. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { fromBase64 } from "@/api/base64";
import { Button, Note, Waiting } from "@/ui/plain";
import { showInstant } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { saveBlob } from "@/yard/rights/file";
import { groupFieldsQuery, usePhoto } from "./attendance.data";
import { FieldPlace } from "./FieldPlace";
import "./words";

type Of = { org: string; group: string; day: string; nameOf: (person: string) => string };

export function GroupFields({ org, group, day, nameOf }: Of) {
  const { t } = useTranslation();
  const [shows, setShows] = useState(false);
  return (
    <div className="stack tight">
      <h3>{t("attendance.field_group")}</h3>
      {shows ? <FieldList org={org} group={group} day={day} nameOf={nameOf} /> : <Button onClick={() => setShows(true)}>{t("attendance.field_show")}</Button>}
    </div>
  );
}

function FieldList({ org, group, day, nameOf }: Of) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const fields = useQuery(groupFieldsQuery(org, group, day));
  const photo = usePhoto(org);
  const failed = [fields, photo].find(({ isError }) => isError);
  if (fields.isPending) return <Waiting label={t("common.loading")} />;
  return (
    <>
      {fields.data?.length === 0 ? <p className="muted">{t("attendance.field_nobody")}</p> : null}
      <ul className="work-list">
        {fields.data?.map((one) => (
          <li key={one.id}>
            <span className="work-name">
              <strong>{`${nameOf(one.person)} · ${showInstant(one.at, i18n.language)}`}</strong>
              <FieldPlace one={one} />
            </span>
            {one.photo ? (
              <Button weight="quiet" busy={photo.isPending} onClick={() => photo.mutate({ group, field: one.id }, { onSuccess: (text) => saveBlob("attendance-photo.jpg", new Blob([fromBase64(text)], { type: "image/jpeg" })) })}>
                {t("attendance.field_mine_photo")}
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
      {failed ? <Note tone="warn" alert>{sayWhy(failed.error)}</Note> : null}
    </>
  );
}
