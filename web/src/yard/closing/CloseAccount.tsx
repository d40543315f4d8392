import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Check, Dialog, Note } from "@/ui/plain";
import { showDay } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { Prove } from "../identity/Prove";
import { saveFile } from "../rights/file";
import { type Closed, closingQuery, useClose } from "./closing.data";

/** The end of the account: what it means, a proof, and the receipt. */
export function CloseAccount() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const close = useClose();
  const leave = () => {
    if (close.data) location.assign("/");
    setOpen(false);
  };
  return (
    <section className="card stack" aria-labelledby="close-title">
      <h2 id="close-title">{t("closing.title")}</h2>
      <p className="muted">{t("closing.lead")}</p>
      <div className="row">
        <Button weight="danger" onClick={() => setOpen(true)}>
          {t("closing.title")}
        </Button>
      </div>
      <Dialog open={open} title={t("closing.title")} closeLabel={t("common.close")} onClose={leave}>
        {close.data ? <Done closed={close.data} /> : <Sure close={close} />}
      </Dialog>
    </section>
  );
}

function Sure({ close }: { close: ReturnType<typeof useClose> }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const outlook = useQuery(closingQuery);
  const [sure, setSure] = useState(false);
  if (outlook.isError) return <Note tone="warn" alert>{sayWhy(outlook.error)}</Note>;
  if (!outlook.data) return null;
  if (outlook.data.last_keeper) return <Note tone="warn">{t("closing.last_keeper")}</Note>;
  if (outlook.data.last_administrator.length > 0) return <Note tone="warn">{t("closing.last_administrator")}</Note>;
  return (
    <div className="stack">
      <ul>
        <li>{t("closing.at_once")}</li>
        <li>{outlook.data.at_once ? t("closing.erased_now") : t("closing.erased_on", { day: showDay(outlook.data.due_at, i18n.language) })}</li>
        <li>{t("closing.law")}</li>
      </ul>
      <Check checked={sure} onChange={setSure}>
        {t("closing.sure")}
      </Check>
      {close.isError ? <Note tone="warn" alert>{sayWhy(close.error)}</Note> : null}
      {sure ? <Prove go={t("closing.go")} danger busy={close.isPending} onProof={(proof) => close.mutate(proof)} /> : null}
    </div>
  );
}

function Done({ closed }: { closed: Closed }) {
  const { t, i18n } = useTranslation();
  return (
    <div className="stack">
      <Note tone="good">
        {closed.receipt ? t("closing.done") : t("closing.locked", { day: showDay(closed.due_at, i18n.language) })}
      </Note>
      <p>{t("closing.number")}</p>
      <code>{closed.id}</code>
      <div className="row">
        <Button onClick={() => saveFile(`${closed.id}.json`, JSON.stringify(closed, null, 2))}>{t("closing.save")}</Button>
      </div>
    </div>
  );
}
