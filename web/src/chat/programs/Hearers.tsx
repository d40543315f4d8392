import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "@/ui/Icon";
import { Button, Check, Field, Note, TextField, Waiting } from "@/ui/plain";
import { showInstant, showRecent } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { readCommands } from "./command.model";
import { deliveriesQuery, type Hearer, hearersQuery, useAddHearer, useTurnHearer } from "./hearers.data";
import { Once } from "./Once";
import { isHookName } from "./programs.data";

type HearersProps = { conversation: string; isOwner: boolean; hasOrg: boolean; nameOf: (person: string) => string };

/** Which programs hear commands in a group, and whither they go. */
export function Hearers({ conversation, isOwner, hasOrg, nameOf }: HearersProps) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const hearers = useQuery({ ...hearersQuery(conversation), refetchOnMount: "always" });
  const add = useAddHearer(conversation);
  if (hearers.isError) return <Note tone="warn" alert>{sayWhy(hearers.error)}</Note>;
  if (!hearers.data) return <Waiting label={t("conversation.opening")} />;
  if (add.data) return <Secret name={add.data.program.name} secret={add.data.secret} onKept={() => add.reset()} />;
  const { items, available } = hearers.data;
  const mayAdd = isOwner && hasOrg && available;
  if (items.length === 0 && !mayAdd) return null;
  return (
    <section className="stack hearers" aria-labelledby="hearers-title">
      <h3 id="hearers-title">{t("commands.title")}</h3>
      <p className="small muted">{t("commands.lead")}</p>
      <ul className="hook-list">
        {items.map((one) => (
          <HearerLine key={one.id} conversation={conversation} hearer={one} by={nameOf(one.made_by)} isOwner={isOwner} />
        ))}
      </ul>
      {mayAdd ? <Add add={add} /> : null}
    </section>
  );
}

function HearerLine({ conversation, hearer, by, isOwner }: { conversation: string; hearer: Hearer; by: string; isOwner: boolean }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const turn = useTurnHearer(conversation);
  const [open, setOpen] = useState<"log" | "sure">();
  const { id, name, host, used_at: used, failing_since: failing, on, commands, mentions } = hearer;
  const state = on ? (failing ? t("commands.failing", { at: showRecent(failing, i18n.language) }) : undefined) : t("commands.off");
  return (
    <li>
      <span className="hook-face" aria-hidden="true">
        <Icon name="grid" size={20} />
      </span>
      <span className="hook-text">
        <strong>{name}</strong>
        <span className="small">{commands.map((one) => `/${one.name} ${one.hint}`.trim()).join(" · ")}</span>
        {mentions ? <span className="small">{t("commands.hears_mentions")}</span> : null}
        <span className="small muted">{t("commands.goes", { host, by })}</span>
        <span className="small muted">{used ? t("commands.used", { at: showRecent(used, i18n.language) }) : t("commands.unused")}</span>
        {state ? <span className="tag warn">{state}</span> : null}
      </span>
      {isOwner ? (
        <div className="row wrap">
          {on ? null : (
            <Button busy={turn.isPending} onClick={() => turn.mutate({ program: id, how: "wake" })}>
              {t("commands.wake")}
            </Button>
          )}
          <Button weight="quiet" aria-expanded={open === "log"} aria-label={t("commands.log_of", { name })} onClick={() => setOpen(open === "log" ? undefined : "log")}>
            {t("commands.log")}
          </Button>
          <Button weight="quiet" aria-label={t("hooks.remove_of", { name })} onClick={() => setOpen("sure")}>
            {t("hooks.remove")}
          </Button>
        </div>
      ) : null}
      {turn.isError ? <Note tone="warn" alert>{sayWhy(turn.error)}</Note> : null}
      {open === "log" ? <Log conversation={conversation} program={id} /> : null}
      {open === "sure" ? (
        <div className="member-ask" role="group" aria-label={t("commands.remove_sure", { name })}>
          <p>{t("commands.remove_sure", { name })}</p>
          <div className="row wrap">
            <Button weight="danger" busy={turn.isPending} onClick={() => turn.mutate({ program: id, how: "remove" })} autoFocus>
              {t("hooks.remove")}
            </Button>
            <Button weight="quiet" onClick={() => setOpen(undefined)}>
              {t("common.cancel")}
            </Button>
          </div>
        </div>
      ) : null}
    </li>
  );
}

/** When and how something was delivered; never what. */
function Log({ conversation, program }: { conversation: string; program: string }) {
  const { t, i18n } = useTranslation();
  const log = useQuery(deliveriesQuery(conversation, program));
  if (!log.data) return <Waiting label={t("conversation.opening")} />;
  if (log.data.length === 0) return <p className="small muted">{t("commands.log_none")}</p>;
  return (
    <ul className="delivery-list">
      {log.data.map(({ id, made_at: at, state, status, attempts }) => (
        <li key={id}>
          <time dateTime={at}>{showInstant(at, i18n.language)}</time>
          <span className={`tag ${state === "failed" ? "warn" : state === "waiting" ? "" : "good"}`}>{t(`commands.state_${state as "waiting" | "taken" | "answered" | "failed"}`)}</span>
          <span className="small muted">{t("commands.attempts", { count: attempts, status: status ?? "–" })}</span>
        </li>
      ))}
    </ul>
  );
}

function Add({ add }: { add: ReturnType<typeof useAddHearer> }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const [name, setName] = useState("");
  const [address, setAddress] = useState("");
  const [typed, setTyped] = useState("");
  const [mentions, setMentions] = useState(false);
  const commands = readCommands(typed);
  const isNameWrong = name.trim() !== "" && !isHookName(name.trim());
  const isCommandWrong = commands.some((one) => !isHookName(one.name));
  const isWhole = name.trim() !== "" && address.trim() !== "" && commands.length > 0 && !isNameWrong && !isCommandWrong;
  const plain = { autoComplete: "off", autoCapitalize: "none", spellCheck: false };
  return (
    <form
      className="stack tight"
      onSubmit={(event) => {
        event.preventDefault();
        if (isWhole) add.mutate({ name: name.trim(), address: address.trim(), commands, mentions });
      }}
    >
      <Field label={t("commands.name")} mistake={isNameWrong ? t("hooks.name_wrong") : undefined} value={name} maxLength={40} placeholder="deployer" {...plain} onChange={(event) => setName(event.target.value)} />
      <Field label={t("commands.address")} hint={t("commands.address_hint")} value={address} maxLength={1000} type="url" {...plain} onChange={(event) => setAddress(event.target.value)} />
      <TextField label={t("commands.commands")} mistake={isCommandWrong ? t("commands.commands_wrong") : undefined} value={typed} rows={3} placeholder={t("commands.commands_example")} {...plain} onChange={(event) => setTyped(event.target.value)} />
      <Check checked={mentions} onChange={setMentions}>
        {t("commands.mentions")}
      </Check>
      {add.isError ? <Note tone="warn" alert>{sayWhy(add.error)}</Note> : null}
      <Button type="submit" weight="door" busy={add.isPending} disabled={!isWhole}>
        {t("commands.add")}
      </Button>
    </form>
  );
}

/** Told this once. */
function Secret({ name, secret, onKept }: { name: string; secret: string; onKept: () => void }) {
  const { t } = useTranslation();
  return (
    <div className="stack">
      <p>{t("commands.once", { name })}</p>
      <Once label={t("commands.secret")} value={secret} copy={t("commands.copy")} onKept={onKept} />
    </div>
  );
}
