import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Dialog, Note, Waiting } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import type { LogEvent } from "../log/log.model";
import { hearersQuery, useAgree, useAgreed, useAsk } from "./hearers.data";

type SheetOf = NonNullable<LogEvent["sheet"]>;
type Pressed = NonNullable<SheetOf["buttons"]>[number];

/** What a program shows beside its words: values, and buttons that give it a command. */
export function Sheet({ conversation, seq, sheet, mayPress }: { conversation: string; seq: number; sheet: SheetOf; mayPress: boolean }) {
  const { t } = useTranslation();
  const { title, fields = [], buttons = [], program } = sheet;
  const [pressed, setPressed] = useState<Pressed>();
  return (
    <div className="sheet">
      {title ? <strong>{title}</strong> : null}
      {fields.length > 0 ? (
        <dl>
          {fields.map(({ name, value }, at) => (
            <div key={at}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      ) : null}
      {program && buttons.length > 0 ? (
        <div className="row wrap">
          {buttons.map((button, at) => (
            <Button key={at} disabled={!mayPress} onClick={() => setPressed(button)}>
              {button.label}
            </Button>
          ))}
        </div>
      ) : null}
      <Dialog open={pressed !== undefined} title={pressed?.label ?? ""} closeLabel={t("common.close")} onClose={() => setPressed(undefined)}>
        {pressed && program ? <Press conversation={conversation} seq={seq} program={program} pressed={pressed} onDone={() => setPressed(undefined)} /> : null}
      </Dialog>
    </div>
  );
}

/** Who learns of the press, before it is one. */
function Press({ conversation, seq, program, pressed: { command, text = "" }, onDone }: { conversation: string; seq: number; program: string; pressed: Pressed; onDone: () => void }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const hearers = useQuery(hearersQuery(conversation));
  const agreed = useAgreed(true);
  const agree = useAgree();
  const ask = useAsk(conversation);
  if (!hearers.data || agreed === undefined) return <Waiting label={t("conversation.opening")} />;
  const to = hearers.data.items.find(({ id, on }) => id === program && on);
  if (!to) return <Note tone="warn">{t("commands.gone")}</Note>;
  const mistake = agree.error ?? ask.error;
  return (
    <div className="stack">
      <p>{t("commands.to", { by: to.name, host: to.host })}</p>
      <p>
        <b>/{command}</b> {text}
      </p>
      {agreed ? null : <p className="small">{t("commands.consent")}</p>}
      {mistake ? <Note tone="warn" alert>{sayWhy(mistake)}</Note> : null}
      {agreed ? (
        <Button weight="door" busy={ask.isPending} onClick={() => ask.mutate({ program, command, text, message: seq }, { onSuccess: onDone })}>
          {t("commands.press")}
        </Button>
      ) : (
        <Button weight="door" busy={agree.isPending} onClick={() => agree.mutate()}>
          {t("commands.agree")}
        </Button>
      )}
    </div>
  );
}
