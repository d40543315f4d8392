import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Skeleton } from "@/ui/kit/Kit";
import { SheetTable } from "@/ui/SheetTable";
import { Button, Check, Note, Select } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { saveFile } from "../rights/file";
import { houseStatisticsQuery, orgStatisticsQuery, useExport, type Week } from "./statistic.data";

const MEASURES = ["members", "active", "meetings", "minutes"] as const;
const OF_ORG = [...MEASURES, "messages"] as const;
const SPLITS = ["devices", "meetings", "minutes"] as const;

/** Numbers of the house, for keepers, and an export that names nobody. */
export function HouseStatistics() {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const seen = useQuery(houseStatisticsQuery);
  if (seen.isError) return <Note tone="warn">{sayWhy(seen.error)}</Note>;
  if (!seen.data) return <Skeleton active />;
  return (
    <div className="stack loose">
      <Weeks weeks={seen.data.weeks} group={seen.data.group} measures={MEASURES} />
      {seen.data.weeks.length ? <MakeExport weeks={seen.data.weeks} /> : <p className="muted">{t("statistics.none")}</p>}
    </div>
  );
}

/** Numbers of an organisation, for its administrators. */
export function OrgStatistics({ org }: { org: string }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const seen = useQuery(orgStatisticsQuery(org));
  if (seen.isError) return <Note tone="warn">{sayWhy(seen.error)}</Note>;
  if (!seen.data) return <Skeleton active />;
  if (!seen.data.weeks.length) return <p className="muted">{t("statistics.small", { group: seen.data.group })}</p>;
  return <Weeks weeks={seen.data.weeks} group={seen.data.group} measures={OF_ORG} />;
}

function Weeks({ weeks, group, measures }: { weeks: Week[]; group: number; measures: readonly (typeof OF_ORG)[number][] }) {
  const { t } = useTranslation();
  return (
    <section className="stack tight" aria-labelledby="weeks-title">
      <h3 id="weeks-title">{t("statistics.weeks")}</h3>
      <p className="small muted">{t("statistics.lead", { group })}</p>
      <SheetTable
        head={[t("statistics.week"), ...measures.map((name) => t(`statistics.${name}`))]}
        rows={weeks.map((week) => [
          week.monday,
          ...measures.map((name) => <Figure key={name} cell={week.cells.find((cell) => cell.name === name)} perDay={name === "messages"} />),
        ])}
        none={t("statistics.none")}
      />
    </section>
  );
}

/** A number with how far it may be off; where a day's share of it says more, that too. */
function Figure({ cell, perDay }: { cell: Week["cells"][number] | undefined; perDay: boolean }) {
  const { t } = useTranslation();
  if (typeof cell?.value !== "number") return <span className="muted">{t("statistics.too_few")}</span>;
  return (
    <>
      {cell.value} <span className="small muted">± {cell.scale}</span>
      {perDay ? <span className="small muted"> · {t("statistics.per_day", { count: Math.round(cell.value / 7) })}</span> : null}
    </>
  );
}

function MakeExport({ weeks }: { weeks: Week[] }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const [week, setWeek] = useState(String(weeks[0]?.week ?? ""));
  const [by, setBy] = useState<string[]>(["meetings"]);
  const make = useExport();
  const choose = (split: string, on: boolean) => setBy((now) => (on ? [...now, split] : now.filter((one) => one !== split)));
  return (
    <section className="stack" aria-labelledby="export-title">
      <h3 id="export-title">{t("statistics.export")}</h3>
      <p className="small muted">{t("statistics.export_lead")}</p>
      <Select
        label={t("statistics.week")}
        value={week}
        onChange={setWeek}
        choices={weeks.map((one) => ({ value: String(one.week), label: one.monday }))}
      />
      <div className="row wrap">
        {SPLITS.map((split) => (
          <Check key={split} checked={by.includes(split)} onChange={(on) => choose(split, on)}>
            {t(`statistics.by_${split}`)}
          </Check>
        ))}
      </div>
      <Button
        busy={make.isPending}
        disabled={!by.length}
        onClick={() =>
          make.mutate(
            { week: Number(week), by },
            { onSuccess: (made) => saveFile(`statistics-${made.monday}.json`, JSON.stringify(made, null, 2)) },
          )
        }
      >
        {t("statistics.export_go")}
      </Button>
      {make.isError ? <Note tone="warn" alert>{sayWhy(make.error)}</Note> : null}
    </section>
  );
}
