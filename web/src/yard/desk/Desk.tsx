import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Skeleton } from "@/ui/kit/Kit";
import { type Part, Parts } from "@/ui/Parts";
import { Button, Note } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { Disclosures } from "../disclosure/Disclosures";
import { saveFile } from "../rights/file";
import { TicketDesk } from "../ticket/TicketDesk";
import { CrashDesk } from "../crash/CrashDesk";
import { AdvertDesk } from "../advert/AdvertDesk";
import { houseQuery } from "../house/house.data";
import type { Learn } from "../paper/PrintSheet";
import { PaperDesk } from "../paper/PaperDesk";
import { KnownHouses } from "../moving/KnownHouses";
import { HouseStatistics } from "../statistic/Statistics";
import { Controls } from "../risk/Controls";
import { Risks } from "../risk/Risks";
import { Backups } from "./Backups";
import { DeskRequests } from "./DeskRequests";
import { type Overview, overviewQuery, useEvidence } from "./desk.data";
import { Incidents } from "./Incidents";
import { Inspectors } from "./Inspectors";
import { ConsentList, Figures, IncidentList, KeepList, LogState, RequestList, SentList, TicketList, VersionList } from "./OverviewParts";
import { Periods } from "./Periods";
import { PolicyDesk } from "./PolicyDesk";

/** The desk of whoever answers for the promises; an inspector sees the same in counts and dates, and changes nothing. */
export function Desk({ keeper, learn, more }: { keeper: boolean; learn: Learn; more: readonly Part[] }) {
  const { i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const overview = useQuery(overviewQuery(i18n.language));
  if (overview.isError) return <Note tone="warn">{sayWhy(overview.error)}</Note>;
  if (!overview.data) return <Skeleton active />;
  return (
    <>
      <section className="card">
        <Figures overview={overview.data} />
      </section>
      <section className="card">{keeper ? <Keeping overview={overview.data} learn={learn} more={more} /> : <Inspecting overview={overview.data} />}</section>
    </>
  );
}

/** `more` are the parts that a wing brings. */
function Keeping({ overview, learn, more }: { overview: Overview; learn: Learn; more: readonly Part[] }) {
  const { t } = useTranslation();
  const house = useQuery(houseQuery);
  const advertises = house.data !== undefined && house.data.ads !== "never";
  return (
    <Parts
      choose={t("desk.part")}
      many
      items={[
        { key: "requests", label: t("desk.requests"), children: <DeskRequests /> },
        { key: "papers", label: t("paper.title"), children: <PaperDesk learn={learn} /> },
        { key: "tickets", label: t("desk.tickets"), children: <TicketDesk /> },
        { key: "incidents", label: t("desk.incidents"), children: <Incidents /> },
        { key: "disclosures", label: t("desk.disclosures"), children: <Disclosures /> },
        ...more,
        { key: "policy", label: t("desk.policy"), children: <PolicyAndConsents overview={overview} /> },
        { key: "periods", label: t("desk.periods"), children: <Periods /> },
        { key: "log", label: t("desk.log"), children: <SentAndLog overview={overview} /> },
        { key: "crashes", label: t("crashes.tab"), children: <CrashDesk /> },
        { key: "backups", label: t("desk.backups"), children: <Backups /> },
        { key: "risks", label: t("risk.title"), children: <Risks /> },
        { key: "controls", label: t("control.title"), children: <Controls /> },
        { key: "statistics", label: t("statistics.title"), children: <HouseStatistics /> },
        ...(advertises ? [{ key: "adverts", label: t("desk.adverts"), children: <AdvertDesk /> }] : []),
        { key: "moving", label: t("moving.houses"), children: <KnownHouses /> },
        { key: "audit", label: t("desk.audit"), children: <Audit overview={overview} /> },
      ]}
    />
  );
}

function PolicyAndConsents({ overview }: { overview: Overview }) {
  const { t } = useTranslation();
  return (
    <div className="stack loose">
      <PolicyDesk />
      <section className="stack tight" aria-labelledby="consents-title">
        <h3 id="consents-title">{t("desk.consents")}</h3>
        <ConsentList consents={overview.consents} />
      </section>
    </div>
  );
}

function SentAndLog({ overview }: { overview: Overview }) {
  const { t } = useTranslation();
  return (
    <div className="stack loose">
      <section className="stack tight" aria-labelledby="sent-title">
        <h3 id="sent-title">{t("desk.sent")}</h3>
        <p className="muted">{t("desk.sent_lead")}</p>
        <SentList sent={overview.egress} />
      </section>
      <section className="stack tight" aria-labelledby="log-title">
        <h3 id="log-title">{t("desk.access_log")}</h3>
        <LogState log={overview.log} />
      </section>
    </div>
  );
}

function Audit({ overview }: { overview: Overview }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const evidence = useEvidence();
  const take = () => evidence.mutate(undefined, { onSuccess: (made) => saveFile("courtyard-evidence.json", JSON.stringify(made, null, 2)) });
  return (
    <div className="stack loose">
      <section className="stack" aria-labelledby="evidence-title">
        <h3 id="evidence-title">{t("desk.evidence")}</h3>
        <p className="muted">{t("desk.evidence_lead")}</p>
        {evidence.isError ? <Note tone="warn" alert>{sayWhy(evidence.error)}</Note> : null}
        <div className="row">
          <Button busy={evidence.isPending} onClick={take}>
            {t("desk.evidence_go")}
          </Button>
        </div>
      </section>
      <section className="stack" aria-labelledby="inspectors-title">
        <h3 id="inspectors-title">{t("desk.inspectors")}</h3>
        <Inspectors inspectors={overview.inspectors} at={overview.at} />
      </section>
    </div>
  );
}

function Inspecting({ overview }: { overview: Overview }) {
  const { t } = useTranslation();
  return (
    <Parts
      choose={t("desk.part")}
      many
      items={[
        { key: "requests", label: t("desk.requests"), children: <RequestList requests={overview.requests} /> },
        { key: "tickets", label: t("desk.tickets"), children: <TicketList tickets={overview.tickets} /> },
        { key: "incidents", label: t("desk.incidents"), children: <IncidentList incidents={overview.incidents} /> },
        {
          key: "policy",
          label: t("desk.policy"),
          children: (
            <div className="stack loose">
              <VersionList versions={overview.versions} />
              <ConsentList consents={overview.consents} />
            </div>
          ),
        },
        { key: "periods", label: t("desk.periods"), children: <KeepList retention={overview.retention} /> },
        { key: "log", label: t("desk.log"), children: <SentAndLog overview={overview} /> },
        { key: "controls", label: t("control.title"), children: <Controls /> },
      ]}
    />
  );
}
