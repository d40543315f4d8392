import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "@/ui/Icon";
import { Dropdown } from "@/ui/kit/Kit";
import { Button, Dialog, Field, Note } from "@/ui/plain";
import type { Me } from "@/yard/me/me.data";
import { LaterDialog } from "../later/LaterDialog";
import { laterQuery } from "../later/later.data";
import type { LogEvent } from "../log/log.model";
import { PickPeople } from "../people/PickPeople";
import type { Reachable } from "../people/people.data";
import { pointOf } from "./place.model";

type Card = NonNullable<LogEvent["card"]>;
type AttachProps = { me: Me; conversation: string; text: string; onCard: (card: Card) => void; onKept: () => void };

/** What one puts beside words, each by an act of its own: a place, somebody's card, another time. */
export function useAttach({ me, conversation, text, onCard, onKept }: AttachProps): { buttons: ReactNode; dialogs: ReactNode } {
  const { t } = useTranslation();
  const [open, setOpen] = useState<"place" | "contact" | "later">();
  const waiting = (useQuery(laterQuery).data ?? []).filter((one) => one.conversation === conversation).length;
  const close = () => setOpen(undefined);
  const send = (card: Card) => {
    close();
    onCard(card);
  };
  const items = (["place", "contact", "later"] as const).map((key) => ({ key, label: t(`conversation.attach_${key}`) }));
  // The dialogs have forms of their own: they stand beside the form of the field, not in it.
  const buttons = (
    <>
      {waiting > 0 ? (
        <button type="button" className="composer-later" onClick={() => setOpen("later")}>
          <Icon name="clock" size={16} />
          <span>{t("conversation.later_count", { count: waiting })}</span>
        </button>
      ) : null}
      <Dropdown trigger={["click"]} menu={{ items, onClick: ({ key }) => setOpen(key as "place" | "contact" | "later") }}>
        <button type="button" className="composer-more" aria-haspopup="menu" aria-label={t("conversation.attach")} title={t("conversation.attach")}>
          <Icon name="plus" />
        </button>
      </Dropdown>
    </>
  );
  const dialogs = (
    <>
      <Dialog open={open === "place"} title={t("conversation.attach_place")} closeLabel={t("common.close")} onClose={close}>
        {open === "place" ? <Place onCard={send} /> : null}
      </Dialog>
      <Dialog open={open === "contact"} title={t("conversation.attach_contact")} closeLabel={t("common.close")} onClose={close}>
        {open === "contact" ? <Contact me={me} onCard={send} /> : null}
      </Dialog>
      <LaterDialog
        conversation={conversation}
        open={open === "later"}
        text={text}
        onClose={close}
        onKept={() => {
          close();
          onKept();
        }}
      />
    </>
  );
  return { buttons, dialogs };
}

/** Named and set by whoever writes; the device is not asked where it is. */
function Place({ onCard }: { onCard: (card: Card) => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState("");
  const [typed, setTyped] = useState("");
  const point = pointOf(typed);
  return (
    <form
      className="stack tight"
      onSubmit={(event) => {
        event.preventDefault();
        if (point) onCard({ kind: "place", name: name.trim(), ...point });
      }}
    >
      <Field label={t("conversation.place_name")} value={name} maxLength={100} autoFocus autoComplete="off" onChange={(event) => setName(event.target.value)} />
      <Field
        label={t("conversation.place_point")}
        hint={t("conversation.place_hint")}
        mistake={typed.trim() && !point ? t("conversation.place_wrong") : undefined}
        value={typed}
        autoComplete="off"
        placeholder="30.2592, 120.1486"
        onChange={(event) => setTyped(event.target.value)}
      />
      <Note>{t("conversation.place_note")}</Note>
      <Button type="submit" weight="door" wide disabled={!name.trim() || !point}>
        {t("conversation.send")}
      </Button>
    </form>
  );
}

function Contact({ me, onCard }: { me: Me; onCard: (card: Card) => void }) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<readonly Reachable[]>([]);
  const [one] = chosen;
  return (
    <div className="stack tight">
      <PickPeople me={me} chosen={chosen} onChange={(now) => setChosen(now.slice(-1))} />
      <Button weight="door" wide disabled={!one} onClick={() => one && onCard({ kind: "contact", person: one.person })}>
        {t("conversation.send")}
      </Button>
    </div>
  );
}
