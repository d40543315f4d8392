import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Popconfirm, Skeleton } from "@/ui/kit/Kit";
import { Button, Note } from "@/ui/plain";
import { showDay } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { Assessments } from "../assessment/Assessments";
import { Changes } from "../policy/Changes";
import { draftsQuery, tallyQuery, useVersionStep, type Version } from "./desk.data";
import { sayState } from "./say";

/** The versions of the policy and the next step of each: publish, tell, withdraw. */
export function PolicyDesk() {
  const sayWhy = useSayWhy();
  const versions = useQuery(draftsQuery);
  const [open, setOpen] = useState("");
  if (versions.isError) return <Note tone="warn">{sayWhy(versions.error)}</Note>;
  if (!versions.data) return <Skeleton active />;
  return (
    <>
      <ul className="lines">
        {versions.data.items.map((version) => (
          <Line key={version.id} version={version} open={open === version.id} onOpen={() => setOpen(open === version.id ? "" : version.id)} />
        ))}
      </ul>
      <Assessments versions={versions.data.items.filter(({ state }) => state === "draft" || state === "publicity")} />
    </>
  );
}

function Line({ version, open, onOpen }: { version: Version; open: boolean; onOpen: () => void }) {
  const { t, i18n } = useTranslation();
  const day = (at: string) => showDay(at, i18n.language);
  return (
    <li>
      <div className="lines-main">
        <span className="row wrap">
          <strong>{version.version}</strong>
          <span className={version.state === "in_force" ? "tag good" : "tag"}>{sayState(version.state, t)}</span>
          {version.major ? <span className="tag">{t("policy.major")}</span> : null}
        </span>
        <span className="small muted">
          {version.in_force_at ? t("policy.in_force_at", { when: day(version.in_force_at) }) : null}
          {!version.in_force_at && version.objections_until ? t("policy.objections_until", { when: day(version.objections_until) }) : null}
        </span>
      </div>
      <Button aria-expanded={open} onClick={onOpen}>
        {t("desk.open")}
      </Button>
      {open ? <Opened version={version} /> : null}
    </li>
  );
}

function Opened({ version }: { version: Version }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const tally = useQuery(tallyQuery(version.id, i18n.language));
  const step = useVersionStep(version.id);
  if (tally.isError) return <Note tone="warn">{sayWhy(tally.error)}</Note>;
  if (!tally.data) return <Skeleton active />;
  const { agreed, objected, people, changes } = tally.data;
  const may = { publish: version.state === "draft", notify: version.state === "publicity", withdraw: ["draft", "publicity", "notified"].includes(version.state) };
  return (
    <div className="stack answering">
      <p>{t("desk.tally", { people, agreed, objected })}</p>
      {changes.length > 0 ? <Changes changes={changes} /> : null}
      {step.isError ? <Note tone="warn" alert>{sayWhy(step.error)}</Note> : null}
      <div className="row wrap">
        {(["publish", "notify", "withdraw"] as const)
          .filter((one) => may[one])
          .map((one) => (
            <Popconfirm key={one} title={t(`desk.version_${one}_sure`)} okText={t(`desk.version_${one}`)} cancelText={t("common.cancel")} onConfirm={() => step.mutate(one)}>
              <Button weight={one === "withdraw" ? "danger" : "plain"} busy={step.isPending}>
                {t(`desk.version_${one}`)}
              </Button>
            </Popconfirm>
          ))}
      </div>
    </div>
  );
}
