/** Machines that were not heard of for an hour, for whoever looks after a group: what people clock there is not here yet. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Note } from "@/ui/plain";
import { machinesQuery } from "./machine.data";
import "../words";

export function SilentMachines({ org }: { org: string }) {
  const { t } = useTranslation();
  const { data: machines } = useQuery(machinesQuery(org));
  const silent = machines?.filter((one) => one.silent).map(({ name, place }) => `${name} (${place})`) ?? [];
  return silent.length > 0 ? <Note tone="warn">{t("attendance.machines_silent", { names: silent.join(", ") })}</Note> : null;
}
