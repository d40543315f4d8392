import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "@/ui/Icon";
import { Drawer } from "@/ui/kit/Kit";
import { Button, Field, Note, Waiting } from "@/ui/plain";
import { showRecent } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import type { Conversation } from "../live/chats.model";
import { Hearers } from "./Hearers";
import { Once } from "./Once";
import { type Hook, hooksQuery, isHookName, useMakeHook, useRemoveHook } from "./programs.data";

type ProgramsPanelProps = { conversation: Conversation; nameOf: (person: string) => string; open: boolean; onClose: () => void };

/** Which programs speak in a group; everybody sees them, its owner lets them in and shuts them out. */
export function ProgramsPanel({ conversation, nameOf, open, onClose }: ProgramsPanelProps) {
  const { t } = useTranslation();
  return (
    <Drawer open={open} onClose={onClose} title={t("hooks.title")} size={400} destroyOnHidden rootClassName="members-drawer">
      <Programs conversation={conversation} nameOf={nameOf} />
    </Drawer>
  );
}

function Programs({ conversation: { id, role, present, org }, nameOf }: Pick<ProgramsPanelProps, "conversation" | "nameOf">) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const hooks = useQuery(hooksQuery(id));
  const make = useMakeHook(id);
  const isOwner = role === "owner" && present;
  if (hooks.isError) return <Note tone="warn" alert>{sayWhy(hooks.error)}</Note>;
  if (!hooks.data) return <Waiting label={t("conversation.opening")} />;
  if (make.data) return <Address {...make.data} onKept={() => make.reset()} />;
  return (
    <div className="stack">
      <p className="small muted">{t("hooks.lead")}</p>
      {hooks.data.length === 0 ? <p>{t("hooks.none")}</p> : null}
      <ul className="hook-list">
        {hooks.data.map((hook) => (
          <HookLine key={hook.id} conversation={id} hook={hook} by={nameOf(hook.made_by)} mayRemove={isOwner} />
        ))}
      </ul>
      {isOwner ? <Make make={make} /> : null}
      <Hearers conversation={id} isOwner={isOwner} hasOrg={org !== null} nameOf={nameOf} />
    </div>
  );
}

function HookLine({ conversation, hook, by, mayRemove }: { conversation: string; hook: Hook; by: string; mayRemove: boolean }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const remove = useRemoveHook(conversation);
  const [sure, setSure] = useState(false);
  const { id, name, used_at: used, speaks } = hook;
  return (
    <li>
      <span className="hook-face" aria-hidden="true">
        <Icon name="grid" size={20} />
      </span>
      <span className="hook-text">
        <strong>{name}</strong>
        <span className="small muted">{t("hooks.may", { by })}</span>
        <span className="small muted">{used ? t("hooks.used", { at: showRecent(used, i18n.language) }) : t("hooks.unused")}</span>
        {speaks ? null : <span className="tag warn">{t("hooks.silent")}</span>}
      </span>
      {mayRemove && !sure ? (
        <Button weight="quiet" aria-label={t("hooks.remove_of", { name })} onClick={() => setSure(true)}>
          {t("hooks.remove")}
        </Button>
      ) : null}
      {sure ? (
        <div className="member-ask" role="group" aria-label={t("hooks.remove_sure", { name })}>
          <p>{t("hooks.remove_sure", { name })}</p>
          {remove.isError ? <Note tone="warn" alert>{sayWhy(remove.error)}</Note> : null}
          <div className="row wrap">
            <Button weight="danger" busy={remove.isPending} onClick={() => remove.mutate(id)} autoFocus>
              {t("hooks.remove")}
            </Button>
            <Button weight="quiet" onClick={() => setSure(false)}>
              {t("common.cancel")}
            </Button>
          </div>
        </div>
      ) : null}
    </li>
  );
}

function Make({ make }: { make: ReturnType<typeof useMakeHook> }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const [name, setName] = useState("");
  const typed = name.trim();
  const isWrong = typed !== "" && !isHookName(typed);
  return (
    <form
      className="stack tight"
      onSubmit={(event) => {
        event.preventDefault();
        if (isHookName(typed)) make.mutate(typed);
      }}
    >
      <Field
        label={t("hooks.name")}
        hint={t("hooks.name_hint")}
        mistake={isWrong ? t("hooks.name_wrong") : undefined}
        value={name}
        maxLength={40}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        placeholder="ci"
        onChange={(event) => setName(event.target.value)}
      />
      {make.isError ? <Note tone="warn" alert>{sayWhy(make.error)}</Note> : null}
      <Button type="submit" weight="door" busy={make.isPending} disabled={typed === "" || isWrong}>
        {t("hooks.make")}
      </Button>
    </form>
  );
}

/** Told this once. */
function Address({ name, address, onKept }: { name: string; address: string; onKept: () => void }) {
  const { t } = useTranslation();
  return (
    <div className="stack">
      <p>{t("hooks.once", { name })}</p>
      <Once label={t("hooks.address")} value={address} copy={t("hooks.copy")} onKept={onKept}>
        <p className="small muted">{t("hooks.example")}</p>
        <pre className="hook-example">{`curl -d '{"text":"*${t("hooks.example_text")}*"}' \\\n'${address}'`}</pre>
      </Once>
    </div>
  );
}
