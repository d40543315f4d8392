/** Commands in the field: `/` opens the list of what programs of the group answer, and before it is sent stands to whom it goes. */
import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, type RefObject, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "@/ui/Icon";
import { Button, Note } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import type { Conversation } from "../live/chats.model";
import { givenBy, type Known, knownOf, typedName } from "./command.model";
import { hearersQuery, useAgree, useAgreed, useAsk } from "./hearers.data";

const SHOWN_MAX = 8;

type CommandProps = { conversation: Conversation; isOn: boolean; text: string; field: RefObject<HTMLTextAreaElement | null>; onText: (text: string) => void };

export function useCommand({ conversation, isOn, text, field, onText }: CommandProps) {
  const { t } = useTranslation();
  const isBegun = isOn && conversation.kind === "group" && text.startsWith("/");
  const hearers = useQuery({ ...hearersQuery(conversation.id), enabled: isBegun });
  const known = useMemo(() => knownOf(hearers.data?.items ?? []), [hearers.data]);
  const [chosen, setChosen] = useState<string>();
  const [at, setAt] = useState(0);
  const [closed, setClosed] = useState(false);
  const ask = useAsk(conversation.id);
  const given = isBegun ? givenBy(text, known, chosen) : undefined;
  const agreed = useAgreed(given !== undefined);
  const typed = isBegun && !closed ? typedName(text) : undefined;
  const found = typed === undefined ? [] : known.filter(({ name }) => name.startsWith(typed)).slice(0, SHOWN_MAX);
  const current = Math.min(at, found.length - 1);

  const choose = (one: Known | undefined) => {
    if (!one) return;
    setChosen(one.program);
    setAt(0);
    onText(`/${one.name} `);
    requestAnimationFrame(() => field.current?.focus());
  };
  /** True where the key was for the list. */
  const press = (event: KeyboardEvent): boolean => {
    if (found.length === 0 || event.nativeEvent.isComposing) return false;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") setAt((current + (event.key === "ArrowDown" ? 1 : found.length - 1)) % found.length);
    else if (event.key === "Enter" || event.key === "Tab") choose(found[current]);
    else if (event.key === "Escape") setClosed(true);
    else return false;
    event.preventDefault();
    return true;
  };
  const give = () => {
    if (!given || !agreed || ask.isPending) return;
    ask.mutate({ program: given.to.program, command: given.to.name, text: given.words }, { onSuccess: () => onText("") });
  };
  const list =
    found.length === 0 ? null : (
      <ul className="mention-list" aria-label={t("commands.list")}>
        {found.map((one, index) => (
          <li key={`${one.program}/${one.name}`}>
            <button type="button" tabIndex={-1} aria-current={index === current} onPointerDown={(event) => event.preventDefault()} onClick={() => choose(one)}>
              <Icon name="grid" size={20} />
              <span className="command-name">
                <b>/{one.name}</b> {one.hint}
              </span>
              <span className="small muted">{one.by}</span>
            </button>
          </li>
        ))}
      </ul>
    );
  const strip = given ? <Strip to={given.to} agreed={agreed} error={ask.error} onAgreed={() => field.current?.focus()} /> : null;
  return {
    list: (
      <>
        {list}
        {strip}
      </>
    ),
    press,
    /** Whether what stands in the field is a command: then sending gives it to its program, and says nothing in the group. */
    isGiven: given !== undefined,
    /** Whether nothing is known yet of what programs answer: what begins so is not sent meanwhile. */
    isOpen: isBegun && hearers.isPending && hearers.fetchStatus !== "idle",
    give,
    changed: () => setClosed(false),
  };
}

/** To whom the command goes; and, the first time, whether that is all right. */
function Strip({ to, agreed, error, onAgreed }: { to: Known; agreed: boolean | undefined; error: Error | null; onAgreed: () => void }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const agree = useAgree();
  const mistake = agree.error ?? error;
  return (
    <div className="command-strip" role="status">
      <p>{t("commands.to", { by: to.by, host: to.host })}</p>
      {agreed === false ? (
        <>
          <p className="small">{t("commands.consent")}</p>
          <Button weight="door" busy={agree.isPending} onClick={() => agree.mutate(undefined, { onSuccess: onAgreed })}>
            {t("commands.agree")}
          </Button>
        </>
      ) : null}
      {mistake ? <Note tone="warn" alert>{sayWhy(mistake)}</Note> : null}
    </div>
  );
}
