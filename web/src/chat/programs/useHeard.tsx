/** Programs that hear mentions: before a message goes, the field says to whom else it goes; and the first time, whether that is all right. */
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Button, Note } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import type { Conversation } from "../live/chats.model";
import type { Mentionable } from "../mention/mention.model";
import { type Hearer, hearersQuery, useAgree, useAgreed } from "./hearers.data";

type Heard = {
  /** Whom one may mention. */
  programs: readonly Mentionable[];
  /** What is said before it goes to these of them. */
  strip: (mentioned: readonly string[] | undefined) => ReactNode;
  /** To which it goes: without a yes to none. */
  told: (mentioned: string[] | undefined) => { programs?: string[] };
};

export function useHeard(conversation: Conversation, text: string): Heard {
  const isMeant = conversation.kind === "group" && Boolean(conversation.org) && !conversation.sealed && text.includes("@");
  const hearers = useQuery({ ...hearersQuery(conversation.id), enabled: isMeant });
  const hearing = useMemo(() => (hearers.data?.items ?? []).filter(({ on, mentions }) => on && mentions), [hearers.data]);
  const programs = useMemo(() => hearing.map(({ id, name }) => ({ person: null, program: id, name })), [hearing]);
  const agreed = useAgreed(isMeant && hearing.length > 0);
  return {
    programs,
    strip: (mentioned) => (mentioned?.length ? <Strip to={hearing.filter(({ id }) => mentioned.includes(id))} agreed={agreed} /> : null),
    told: (mentioned) => (mentioned?.length && agreed ? { programs: mentioned } : {}),
  };
}

function Strip({ to, agreed }: { to: readonly Hearer[]; agreed: boolean | undefined }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const agree = useAgree();
  return (
    <div className="command-strip" role="status">
      {to.map(({ id, name, host }) => (
        <p key={id}>{t(agreed === false ? "commands.would_hear" : "commands.hears", { by: name, host })}</p>
      ))}
      {agreed === false ? (
        <>
          <p className="small">{t("commands.mention_consent")}</p>
          <Button weight="door" busy={agree.isPending} onClick={() => agree.mutate()}>
            {t("commands.agree")}
          </Button>
        </>
      ) : null}
      {agree.error ? <Note tone="warn" alert>{sayWhy(agree.error)}</Note> : null}
    </div>
  );
}
