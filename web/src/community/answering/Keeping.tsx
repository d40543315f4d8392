/** What a community keeps of visitors whom nobody answers, and what its doors speak: its property declares it. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Check, Note, Select } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { type Kept, keepingQuery, useKeep } from "./answering.data";
import "./words";

export default function Keeping({ org }: { org: string }) {
  const { data } = useQuery(keepingQuery(org));
  return data ? <Declare org={org} kept={data} /> : null;
}

function Declare({ org, kept }: { org: string; kept: Kept }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const keep = useKeep(org);
  const { speaks, ...declared } = kept;
  const [wish, setWish] = useState(declared);
  const languages = (["zh", "en"] as const).map((value) => ({ value, label: t(`answering.keep_${value}`) }));
  return (
    <form
      className="card stack"
      aria-labelledby="stations-keeping"
      onSubmit={(event) => {
        event.preventDefault();
        keep.mutate(wish);
      }}
    >
      <h2 id="stations-keeping">{t("answering.keep")}</h2>
      <p className="muted">{t("answering.keep_lead")}</p>
      {speaks ? null : <Note>{t("answering.keep_mute")}</Note>}
      <Check checked={wish.messages} disabled={!speaks} onChange={(messages) => setWish({ ...wish, messages })}>
        {t("answering.keep_messages")}
      </Check>
      <Check checked={wish.pictures} onChange={(pictures) => setWish({ ...wish, pictures })}>
        {t("answering.keep_pictures")}
      </Check>
      <Select label={t("answering.keep_language")} value={wish.language} onChange={(to) => setWish({ ...wish, language: to as Kept["language"] })} choices={languages} />
      {keep.isError ? <Note tone="warn" alert>{sayWhy(keep.error)}</Note> : null}
      {keep.isSuccess ? <Note tone="good">{t("answering.keep_saved")}</Note> : null}
      <div className="row wrap">
        <Button type="submit" busy={keep.isPending}>
          {t("answering.keep_save")}
        </Button>
      </div>
    </form>
  );
}
