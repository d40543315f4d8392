import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { PickFile } from "@/ui/PickFile";
import { Button, Face, Field, Note, Select } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { genderQuery, type Me, useChangePicture, useGender, useRename } from "./me.data";
import { squarePicture } from "./picture";

export function NameAndPicture({ me }: { me: Me }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const rename = useRename();
  const [name, setName] = useState(me.name);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim()) rename.mutate(name.trim());
  };
  return (
    <section className="card stack" aria-labelledby="name-title">
      <h2 id="name-title">{t("me.name_title")}</h2>
      <Picture me={me} />
      <form className="stack" onSubmit={submit}>
        <Field label={t("me.name")} hint={t("me.name_hint")} value={name} maxLength={60} onChange={(event) => setName(event.target.value)} mistake={rename.isError ? sayWhy(rename.error) : undefined} />
        <div className="row">
          <Button type="submit" busy={rename.isPending} disabled={!name.trim() || name.trim() === me.name}>
            {t("common.save")}
          </Button>
          {rename.isSuccess && name.trim() === me.name ? <span role="status">{t("common.saved")}</span> : null}
        </div>
      </form>
      <GenderField />
      <dl className="pair">
        <dt>{t("me.phone")}</dt>
        <dd>{me.phone_masked || me.mail_masked || "–"}</dd>
      </dl>
    </section>
  );
}

const genders = ["female", "male", "other"] as const;

/** Whoever wishes says it; nothing is waiting for it. */
function GenderField() {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const said = useQuery(genderQuery);
  const say = useGender();
  return (
    <div className="stack tight">
      <Select
        label={t("me.gender")}
        value={said.data?.gender ?? ""}
        disabled={!said.data || say.isPending}
        onChange={(value) => say.mutate(genders.find((gender) => gender === value) ?? null)}
        choices={[{ value: "", label: t("me.gender_none") }, ...genders.map((gender) => ({ value: gender, label: t(`me.gender_${gender}`) }))]}
      />
      <p className="small muted">{t("me.gender_hint")}</p>
      {say.isError ? <Note tone="warn" alert>{sayWhy(say.error)}</Note> : null}
    </div>
  );
}

function Picture({ me }: { me: Me }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const change = useChangePicture();
  const prepare = useMutation({ mutationFn: async (file: File) => change.mutateAsync(await squarePicture(file)) });
  return (
    <div className="stack tight">
      <div className="row">
        <Face name={me.name} picture={me.avatar} size={72} />
        <PickFile accept="image/*" icon="picture" busy={prepare.isPending} onPick={(file) => prepare.mutate(file)}>
          {t("me.picture")}
        </PickFile>
      </div>
      <p className="small muted">{t("me.picture_hint")}</p>
      {prepare.isError ? <Note tone="warn" alert>{sayWhy(prepare.error)}</Note> : null}
    </div>
  );
}
