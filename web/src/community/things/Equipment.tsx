/** The equipment of a community, at its property's desk. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Note, Waiting } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { Credentials } from "./Credentials";
import { Dangers, PartList } from "./PartList";
import { ThingLog } from "./ThingLog";
import { thingsQuery } from "./things.data";
import "./words";
import "@/community/homes/homes.css";

export function Equipment({ org }: { org: string }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const where = { org };
  const things = useQuery(thingsQuery(where));
  if (things.isPending) return <Waiting label={t("common.loading")} />;
  if (things.isError) return <Note tone="warn" alert>{sayWhy(things.error)}</Note>;
  const devices = things.data.items;
  return (
    <>
      <Dangers devices={devices} />
      <PartList where={where} devices={devices} mayUnlock />
      <Credentials where={where} devices={devices} manages />
      <ThingLog where={where} devices={devices} />
    </>
  );
}
