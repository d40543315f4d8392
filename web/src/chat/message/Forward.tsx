import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import { Segmented } from "@/ui/kit/Kit";
import { Button, Dialog, Field, Note } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { type ChatRoom, type Chats, isOfMany } from "../live/chats.model";
import { freshMark } from "../live/outbox.model";
import { GroupFace, PersonFace } from "../people/PersonFace";
import { useTitleOf } from "../people/people.data";

const TARGETS_MAX = 20;

type ForwardProps = { room: ChatRoom; chats: Chats; conversation: string; seqs: readonly number[] | undefined; onClose: () => void; onDone: () => void };

/** Carries messages into other conversations; says before that taking them back does not reach the copies. */
export function Forward({ room, chats, conversation, seqs, onClose, onDone }: ForwardProps) {
  const { t } = useTranslation();
  return (
    <Dialog open={seqs !== undefined} title={t("conversation.act_forward")} closeLabel={t("common.close")} onClose={onClose}>
      {seqs ? <Targets room={room} chats={chats} conversation={conversation} seqs={seqs} onDone={onDone} /> : null}
    </Dialog>
  );
}

function Targets({ room, chats, conversation, seqs, onDone }: Omit<ForwardProps, "onClose" | "seqs"> & { seqs: readonly number[] }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const titleOf = useTitleOf();
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [record, setRecord] = useState(seqs.length > 1);
  const [busy, setBusy] = useState(false);
  const [mistake, setMistake] = useState<unknown>();
  const [mark] = useState(freshMark);
  const wanted = text.trim().toLowerCase();
  const open = chats.conversations.filter((one) => one.present && (isOfMany(one) || one.with) && titleOf(one).toLowerCase().includes(wanted));
  const turn = (id: string) => setChosen(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id].slice(0, TARGETS_MAX));
  const go = () => {
    setBusy(true);
    const body = { mark, seqs: [...seqs], to: [...chosen], record };
    const carry = async () => {
      const { items } = await answer(api.POST("/api/v1/conversations/{conversation}/forward", { params: { path: { conversation } }, body }));
      for (const item of items) await room.wrote(item.conversation, item.seq);
    };
    carry()
      .then(onDone, setMistake)
      .finally(() => setBusy(false));
  };
  return (
    <div className="stack tight">
      {seqs.length > 1 ? (
        <Segmented
          block
          value={record ? "record" : "each"}
          onChange={(value) => setRecord(value === "record")}
          options={[
            { value: "record", label: t("conversation.forward_record") },
            { value: "each", label: t("conversation.forward_each") },
          ]}
        />
      ) : null}
      <Field label={t("conversation.forward_to")} type="search" value={text} autoComplete="off" onChange={(event) => setText(event.target.value)} />
      <ul className="pick" aria-label={t("conversation.forward_to")}>
        {open.map((one) => (
          <li key={one.id}>
            <label>
              <input type="checkbox" checked={chosen.includes(one.id)} onChange={() => turn(one.id)} />
              {isOfMany(one) ? <GroupFace name={titleOf(one)} size={36} /> : <PersonFace person={one.with} name={titleOf(one)} size={36} />}
              <span className="pick-name">
                <strong>{titleOf(one)}</strong>
              </span>
            </label>
          </li>
        ))}
      </ul>
      <Note>{t("conversation.forward_note")}</Note>
      {mistake === undefined ? null : <Note tone="warn" alert>{sayWhy(mistake)}</Note>}
      <Button weight="door" wide busy={busy} disabled={chosen.length === 0} onClick={go}>
        {t("conversation.forward_go", { count: chosen.length })}
      </Button>
    </div>
  );
}
