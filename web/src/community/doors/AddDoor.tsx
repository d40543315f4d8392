import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { planQuery } from "@/community/homes/homes.data";
import { Button, Field, Note, Select } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { useDesk } from "./doors.data";
import "./words";

/** Whose doors there are: those of the whole community, of its buildings, of their units. */
export function usePlaces(org: string) {
  const { t } = useTranslation();
  const { data: plan } = useQuery(planQuery(org));
  const buildings = plan?.buildings ?? [];
  const nameOf = (building: string) => buildings.find(({ id }) => id === building)?.name ?? "";
  return [
    { value: "", label: t("passes.desk_whole"), of: {} },
    ...buildings.map(({ id, name }) => ({ value: id, label: name, of: { building: id } })),
    ...(plan?.units ?? []).map(({ id, building, name }) => ({ value: id, label: `${nameOf(building)} ${name}`, of: { unit: id } })),
  ];
}

export function AddDoor({ org }: { org: string }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const places = usePlaces(org);
  const { add } = useDesk(org);
  const [name, setName] = useState("");
  const [where, setWhere] = useState("");
  return (
    <>
      <form
        className="row wrap home-form"
        onSubmit={(event) => {
          event.preventDefault();
          add.mutate({ name, ...places.find(({ value }) => value === where)?.of }, { onSuccess: () => setName("") });
        }}
      >
        <Select label={t("passes.desk_where")} value={where} onChange={setWhere} choices={places} />
        <Field label={t("passes.desk_new")} value={name} maxLength={40} required onChange={(event) => setName(event.target.value)} />
        <Button type="submit" icon="plus" busy={add.isPending} disabled={!name.trim()}>
          {t("passes.desk_add")}
        </Button>
      </form>
      {add.isError ? <Note tone="warn" alert>{sayWhy(add.error)}</Note> : null}
    </>
  );
}
