/** The end of an organisation: in a week, told to everybody, and called off until then. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Dialog, Field, Note } from "@/ui/plain";
import { showInstant } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { Prove } from "../identity/Prove";
import { closingQuery, useCallOff, useEnd } from "./roster.data";
import "./words";

export default function Ending({ org, name }: { org: string; name: string }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const closing = useQuery(closingQuery(org));
  const [end, callOff] = [useEnd(org), useCallOff(org)];
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState("");
  if (closing.isError) return <Note tone="warn">{sayWhy(closing.error)}</Note>;
  const due = closing.data?.due_at;
  return (
    <div className="stack">
      <p className="muted">{t("roster.end_lead")}</p>
      {callOff.isError ? <Note tone="warn" alert>{sayWhy(callOff.error)}</Note> : null}
      {due ? (
        <>
          <Note tone="warn">{t("roster.ends_at", { at: showInstant(due, i18n.language) })}</Note>
          <div>
            <Button weight="door" busy={callOff.isPending} onClick={() => callOff.mutate(undefined)}>
              {t("roster.call_off")}
            </Button>
          </div>
        </>
      ) : (
        <div>
          <Button weight="danger" onClick={() => setOpen(true)}>
            {t("roster.end")}
          </Button>
        </div>
      )}
      <Dialog open={open} title={t("roster.end")} closeLabel={t("common.close")} onClose={() => setOpen(false)}>
        <div className="stack">
          <p>{t("roster.end_sure", { name })}</p>
          <Field label={t("roster.legal_name")} value={typed} maxLength={120} onChange={(event) => setTyped(event.target.value)} />
          {end.isError ? <Note tone="warn" alert>{sayWhy(end.error)}</Note> : null}
          {typed.trim() === name ? <Prove go={t("roster.end")} danger busy={end.isPending} onProof={(proof) => end.mutate({ name, proof }, { onSuccess: () => setOpen(false) })} /> : null}
        </div>
      </Dialog>
    </div>
  );
}
