import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Check } from "@/ui/plain";
import { chatRulesQuery } from "../governing/governing.data";
import type { Conversation } from "../live/chats.model";

/** Leaves a message that is written without a preview of its link, where its organisation has previews made. */
export function useBare(conversation: Conversation, text: string): { choice: ReactNode; bare: { bare: true } | undefined; reset: () => void } {
  const { t } = useTranslation();
  const [isBare, setBare] = useState(false);
  const { org, kind } = conversation;
  const hasLink = /https?:\/\//.test(text);
  const mayHave = Boolean(org) && kind !== "direct" && !conversation.sealed && hasLink;
  const rules = useQuery({ ...chatRulesQuery(org ?? ""), enabled: mayHave });
  const isMade = mayHave && Boolean(rules.data?.previews && rules.data.previews_here);
  const choice = isMade ? (
    <div className="composer-bare small">
      <Check checked={isBare} onChange={setBare}>
        {t("conversation.bare")}
      </Check>
    </div>
  ) : null;
  return { choice, bare: isMade && isBare ? { bare: true } : undefined, reset: () => setBare(false) };
}
