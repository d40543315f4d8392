/** Signing in from outside: a place, a word, and a photo if one likes. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { inBase64 } from "@/api/base64";
import { PickFile } from "@/ui/PickFile";
import { Button, Field, Note } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { smaller } from "@/yard/ticket/smaller";
import { challenge, type Group, sendField, useAct } from "./attendance.data";
import { askSensors, read, Unable } from "./clocking.model";
import { isStrange, spotOf } from "./fence.model";
import { type Said, sign, signedText } from "./proof";
import "./words";

/** What the house takes; drawn anew, so that neither its place nor its camera goes along. */
const photoOf = (file: Blob) => smaller(file, { side: 1_024, bytes: 170 << 10, qualities: [0.8, 0.6, 0.4] });

export function FieldForm({ org, group, signer }: { org: string; group: Group; signer: CryptoKey }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const [said, setSaid] = useState({ address: "", note: "" });
  const [photo, setPhoto] = useState<Blob>();
  const [unreadable, setUnreadable] = useState(false);
  const pick = (file: Blob) => {
    setUnreadable(false);
    // What the browser cannot draw is no picture that could be sent; the one of before stays.
    photoOf(file).then(setPhoto, () => setUnreadable(true));
  };
  const add = useAct(org, async (asked: Promise<void>) => {
    const found = await read(group, "field", asked);
    const last = found.fixes.at(-1);
    if (!last) throw new Unable("unavailable");
    const doubts = [...(found.mock ? ["mock"] : []), ...(isStrange(found.fixes, found.felt) ? ["motion"] : [])] as ("mock" | "motion")[];
    const place = spotOf(last);
    const word: Said = { challenge: await challenge(org), way: "field", inside: false, doubts, place };
    const signature = await sign(signer, signedText(org, word));
    const picture = photo ? { photo: await inBase64(photo) } : {};
    return sendField(org, { challenge: word.challenge, place, doubts, address: said.address || null, note: said.note || null, signature, ...picture });
  });
  const wrong = add.error instanceof Unable ? t(`attendance.unable_${add.error.why}`) : add.error ? sayWhy(add.error) : undefined;
  const field = (name: keyof typeof said) => ({ value: said[name], maxLength: 200, onChange: (event: { target: { value: string } }) => setSaid((known) => ({ ...known, [name]: event.target.value })) });
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate(askSensors("field"), { onSuccess: () => (setSaid({ address: "", note: "" }), setPhoto(undefined)) });
      }}
    >
      <p className="small muted">{t("attendance.asks_field")}</p>
      <Field label={t("attendance.field_address")} {...field("address")} />
      <Field label={t("attendance.field_note")} {...field("note")} />
      <div className="row wrap">
        <PickFile accept="image/*" onPick={pick}>
          {t(photo ? "attendance.field_photo_there" : "attendance.field_photo")}
        </PickFile>
        <Button type="submit" busy={add.isPending}>
          {t("attendance.field_send")}
        </Button>
      </div>
      {unreadable ? <Note tone="warn" alert>{t("attendance.field_photo_unread")}</Note> : null}
      {wrong ? <Note tone="warn" alert>{wrong}</Note> : null}
      {add.data ? <Note alert>{t("attendance.field_done")}</Note> : null}
    </form>
  );
}
