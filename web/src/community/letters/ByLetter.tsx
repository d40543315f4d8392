/** Somebody has a letter: he types its code, or comes by its square, which brings the code along. */
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Field, Note } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { useByLetter } from "./letters.data";
import "./words";

const MARK = "#letter=";

/** The code that the address brought. */
function brought(): string {
  const { hash } = window.location;
  return hash.startsWith(MARK) ? hash.slice(MARK.length).slice(0, 64) : "";
}

export default function ByLetter() {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const apply = useByLetter();
  const [code, setCode] = useState(brought);
  const [isOpen, setOpen] = useState(code !== "");
  const [name, setName] = useState("");
  const [phone, setPhone] = useState("");
  // It is taken out of the address once the page has it: whoever looks at the history finds no code.
  useEffect(() => {
    if (window.location.hash.startsWith(MARK)) window.history.replaceState(window.history.state, "", window.location.pathname);
  }, []);
  if (apply.data) return <Note tone="good" alert>{t(apply.data.state === "approved" ? "letters.approved" : "letters.waiting")}</Note>;
  if (!isOpen)
    return (
      <div>
        <Button onClick={() => setOpen(true)}>{t("letters.have")}</Button>
      </div>
    );
  return (
    <form
      className="stack"
      aria-label={t("letters.have")}
      onSubmit={(event) => {
        event.preventDefault();
        apply.mutate({ code, name, phone });
      }}
    >
      <h3>{t("letters.have")}</h3>
      <p className="muted">{t("letters.have_lead")}</p>
      <Field data-plain label={t("letters.code")} value={code} maxLength={64} required autoComplete="off" onChange={(event) => setCode(event.target.value)} />
      <Field label={t("letters.name")} value={name} maxLength={64} required autoComplete="name" onChange={(event) => setName(event.target.value)} />
      <Field label={t("letters.phone")} type="tel" value={phone} required autoComplete="tel" onChange={(event) => setPhone(event.target.value)} />
      {apply.isError ? <Note tone="warn" alert>{sayWhy(apply.error)}</Note> : null}
      <Button type="submit" weight="door" busy={apply.isPending} disabled={![code, name, phone].every((text) => text.trim())}>
        {t("letters.go")}
      </Button>
    </form>
  );
}
