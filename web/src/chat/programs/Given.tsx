import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Icon } from "@/ui/Icon";
import { Button } from "@/ui/plain";
import { showClock } from "@/ui/when";
import { Marked } from "../text/Marked";
import { type Given as GivenOne, hearersQuery, useForget, useGiven } from "./hearers.data";

/** What I gave to programs of this group, and what they answered to me alone; it stands below what all see. */
export function Given({ conversation }: { conversation: string }) {
  const { t } = useTranslation();
  const given = useGiven(conversation);
  const hearers = useQuery({ ...hearersQuery(conversation), enabled: given.length > 0 });
  if (given.length === 0) return null;
  const called = (program: string) => hearers.data?.items.find(({ id }) => id === program)?.name ?? t("hooks.title");
  return (
    <ul className="given-list" aria-label={t("commands.mine")}>
      {given.map((one) => (
        <One key={one.id} conversation={conversation} given={one} by={called(one.program)} />
      ))}
    </ul>
  );
}

function One({ conversation, given: { id, command, text, made_at: at, state, answer }, by }: { conversation: string; given: GivenOne; by: string }) {
  const { t, i18n } = useTranslation();
  const forget = useForget(conversation);
  return (
    <li className="given">
      <p className="given-head">
        <Icon name="eye" size={16} />
        <span>{t("commands.only_you")}</span>
        <time dateTime={at}>{showClock(at, i18n.language)}</time>
      </p>
      <p className="given-asked">
        <b>{command ? `/${command}` : `@${by}`}</b> {text} <span className="small muted">→ {by}</span>
      </p>
      {answer ? <Marked text={answer} /> : <p className="small muted">{t(`commands.state_${state as "waiting" | "taken" | "answered" | "failed"}`)}</p>}
      <Button weight="quiet" busy={forget.isPending} aria-label={command ? t("commands.forget_of", { command }) : t("commands.forget_mention", { by })} onClick={() => forget.mutate(id)}>
        {t("commands.forget")}
      </Button>
    </li>
  );
}
