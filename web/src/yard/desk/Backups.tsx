import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Skeleton } from "@/ui/kit/Kit";
import { Button, Note } from "@/ui/plain";
import { showRecent } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { type BackupDone, backupsQuery, useBackUp } from "./backup.data";
import { Escrow } from "./Escrow";

/** How old the newest backup is, whether it was ever tried, and one now. */
export function Backups() {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const backups = useQuery(backupsQuery);
  const backUp = useBackUp();
  if (backups.isError) return <Note tone="warn">{sayWhy(backups.error)}</Note>;
  if (!backups.data) return <Skeleton active />;
  const { has_target, late, backup, failed, rehearsal, rehearsal_failed, rehearsal_late } = backups.data;
  if (!has_target) {
    return (
      <div className="stack loose">
        <Note tone="warn">{t("desk.backup_nowhere")}</Note>
        <Escrow />
      </div>
    );
  }
  return (
    <div className="stack">
      <Note tone={late ? "warn" : "good"}>{late ? t("desk.backup_late") : t("desk.backup_fresh")}</Note>
      <dl className="pair">
        <dt>{t("desk.backup_newest")}</dt>
        <dd>{backup ? <Done done={backup} /> : t("desk.backup_never")}</dd>
        <dt>{t("desk.backup_rehearsed")}</dt>
        <dd>{rehearsal ? <Done done={rehearsal} /> : t("desk.backup_never")}</dd>
      </dl>
      {rehearsal_late ? <Note tone="warn">{t("desk.rehearsal_late")}</Note> : null}
      {rehearsal_failed ? <Note tone="warn">{t("desk.rehearsal_failed", { at: showRecent(rehearsal_failed.ended_at, i18n.language), why: rehearsal_failed.why })}</Note> : null}
      {failed ? <Note tone="warn">{t("desk.backup_failed", { why: failed.why })}</Note> : null}
      {backUp.isError ? <Note tone="warn" alert>{sayWhy(backUp.error)}</Note> : null}
      {backUp.isSuccess ? <Note>{t("desk.backup_begun")}</Note> : null}
      <div className="row">
        <Button busy={backUp.isPending} onClick={() => backUp.mutate()}>
          {t("desk.backup_now")}
        </Button>
      </div>
      <Escrow />
    </div>
  );
}

function Done({ done }: { done: BackupDone }) {
  const { t, i18n } = useTranslation();
  const size = new Intl.NumberFormat(i18n.language, { style: "unit", unit: "megabyte", maximumFractionDigits: 1 }).format(done.bytes / 1_000_000);
  return <>{t("desk.backup_done", { at: showRecent(done.ended_at, i18n.language), size, rows: done.rows, files: done.files })}</>;
}
