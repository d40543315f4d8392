import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Button, Note } from "@/ui/plain";
import { meQuery } from "@/yard/me/me.data";
import type { ChatLine } from "../chat/chat.model";
import { useKept } from "./kept.data";
import { keptLine } from "./kept.model";

type KeepChatProps = { meeting: string; title: string; lines: readonly ChatLine[]; nameOf: (identity: string) => string };

/** Keeps what was said so far in this browser, sealed. */
export default function KeepChat({ meeting, title, lines, nameOf }: KeepChatProps) {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const { keep } = useKept(me?.id ?? "");
  if (!me) return null;
  const go = async () => {
    const kept = await Promise.all(lines.map((line) => keptLine(line, nameOf)));
    keep.mutate({ id: meeting, of: me.id, title, at: Date.now(), lines: kept.filter((line) => line !== undefined) });
  };
  return (
    <div className="stack tight">
      <Button icon="download" weight="quiet" title={t("kept.keep_hint")} busy={keep.isPending} onClick={() => void go()}>
        {t("kept.keep")}
      </Button>
      {keep.isSuccess ? <Note tone="good" alert>{t("kept.done")}</Note> : null}
      {keep.isError ? <Note tone="warn" alert>{t("kept.failed")}</Note> : null}
    </div>
  );
}
