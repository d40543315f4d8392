import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Field, Note, Select, TextField } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { type Case, useCase } from "./disclosure.data";

/** Closes a case of which nothing was released; another keeper than the one who opened it, with a reason. */
export function DropCase({ one }: { one: Case }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const { close } = useCase(one.id);
  const [reason, setReason] = useState("");
  return (
    <div className="stack tight">
      <p className="muted">{t("disclosure.drop_lead")}</p>
      <TextField label={t("disclosure.drop_reason")} rows={2} value={reason} maxLength={2000} onChange={(event) => setReason(event.target.value)} />
      {close.isError ? <Note tone="warn" alert>{sayWhy(close.error)}</Note> : null}
      <div className="row">
        <Button busy={close.isPending} disabled={!reason.trim()} onClick={() => close.mutate({ tell: false, reason })}>
          {t("disclosure.drop")}
        </Button>
      </div>
    </div>
  );
}

/** Corrects the name of somebody who died, as his relative asks. */
export function CorrectName({ one }: { one: Case }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const { correct } = useCase(one.id);
  const [person, setPerson] = useState(one.people[0]?.person ?? "");
  const [name, setName] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    correct.mutate({ person, name });
  };
  return (
    <form className="stack tight" onSubmit={submit}>
      {one.people.length > 1 ? (
        <Select label={t("disclosure.about")} value={person} onChange={setPerson} choices={one.people.map((each) => ({ value: each.person, label: each.person }))} />
      ) : null}
      <Field label={t("disclosure.correct_name")} value={name} maxLength={64} required onChange={(event) => setName(event.target.value)} />
      {correct.isError ? <Note tone="warn" alert>{sayWhy(correct.error)}</Note> : null}
      {correct.isSuccess ? <Note tone="good" alert>{t("disclosure.corrected")}</Note> : null}
      <div className="row">
        <Button type="submit" busy={correct.isPending} disabled={!name.trim()}>
          {t("disclosure.correct")}
        </Button>
      </div>
    </form>
  );
}
