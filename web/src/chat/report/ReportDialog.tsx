import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Dialog, Note, Select, TextField } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { type Conversation, isOfMany } from "../live/chats.model";
import type { Said } from "../log/log.model";
import { useSaySticker } from "../sticker/say";
import { Marked } from "../text/Marked";
import { type ReportWish, useReport } from "./report.data";

const reasons = ["spam", "abuse", "fraud", "unlawful", "infringement", "other"] as const;

type ReportDialogProps = { conversation: Conversation; line: Said; name: string; onClose: () => void };

/** Reports a message; says before who learns of it, and what goes along. */
export function ReportDialog({ conversation, line, name, onClose }: ReportDialogProps) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const saySticker = useSaySticker();
  const isGroup = isOfMany(conversation) && conversation.present;
  const [why, setWhy] = useState<ReportWish["why"]>("spam");
  const [to, setTo] = useState<ReportWish["to"]>(isGroup ? "moderators" : "house");
  const [note, setNote] = useState("");
  const report = useReport(conversation.id);
  return (
    <Dialog open title={t("report.title")} closeLabel={t("common.close")} onClose={onClose}>
      {report.data ? (
        <div className="stack">
          <Note>{report.data.ticket ? t("report.done_house") : t("report.done_moderators")}</Note>
          <Button wide onClick={onClose}>
            {t("common.close")}
          </Button>
        </div>
      ) : (
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            report.mutate({ seq: line.seq, why, to, note: note.trim() || null });
          }}
        >
          <blockquote className="report-what">
            <strong>{name}</strong>
            {line.text ? <Marked text={line.text} /> : <p className="muted">{saySticker(line.more?.card) || t("report.files")}</p>}
          </blockquote>
          <Select label={t("report.why")} value={why} onChange={(chosen) => setWhy(chosen as ReportWish["why"])} choices={reasons.map((value) => ({ value, label: t(`report.why_${value}`) }))} />
          {isGroup ? (
            <Select label={t("report.to")} value={to} onChange={(chosen) => setTo(chosen as ReportWish["to"])} choices={(["moderators", "house"] as const).map((value) => ({ value, label: t(`report.to_${value}`) }))} />
          ) : null}
          <TextField label={t("report.note")} rows={3} maxLength={1000} value={note} onChange={(event) => setNote(event.target.value)} />
          <Note>{t(to === "house" ? "report.lead_house" : "report.lead_moderators")}</Note>
          {report.isError ? <Note tone="warn" alert>{sayWhy(report.error)}</Note> : null}
          <Button type="submit" weight="door" wide busy={report.isPending}>
            {t("report.go")}
          </Button>
        </form>
      )}
    </Dialog>
  );
}
