import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Dialog, Note, Select } from "@/ui/plain";
import { showDay } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { Prove } from "../identity/Prove";
import { escrowQuery, useGiveShares } from "./backup.data";

const SETS = ["2/3", "3/5", "4/7"] as const;

/** Shares of the master key: given out once in the first days, shown once, printed, and handed to different people. */
export function Escrow() {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const escrow = useQuery(escrowQuery);
  const [open, setOpen] = useState(false);
  if (escrow.isError) return <Note tone="warn">{sayWhy(escrow.error)}</Note>;
  if (!escrow.data) return null;
  const { given_at, need, shares, open: may } = escrow.data;
  return (
    <section className="stack tight" aria-labelledby="escrow-title">
      <h3 id="escrow-title">{t("escrow.title")}</h3>
      <p className="muted">{t("escrow.lead")}</p>
      {given_at ? <Note tone="good">{t("escrow.given", { day: showDay(given_at, i18n.language), need: need ?? 0, shares: shares ?? 0 })}</Note> : null}
      {!given_at && !may ? <Note tone="warn">{t("escrow.machine")}</Note> : null}
      {may ? (
        <div className="row">
          <Button weight="door" onClick={() => setOpen(true)}>
            {t("escrow.go")}
          </Button>
        </div>
      ) : null}
      <Dialog open={open} title={t("escrow.title")} closeLabel={t("common.close")} onClose={() => setOpen(false)}>
        <Giving />
      </Dialog>
    </section>
  );
}

function Giving() {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const give = useGiveShares();
  const [set, setSet] = useState<string>("3/5");
  const [need = 3, shares = 5] = set.split("/").map(Number);
  if (give.data) return <Papers lines={give.data.items} need={need} />;
  return (
    <div className="stack">
      <Select
        label={t("escrow.set")}
        value={set}
        onChange={setSet}
        choices={SETS.map((value) => ({ value, label: t("escrow.of", { need: value.split("/")[0], shares: value.split("/")[1] }) }))}
      />
      {give.isError ? <Note tone="warn" alert>{sayWhy(give.error)}</Note> : null}
      <Prove go={t("escrow.go")} busy={give.isPending} onProof={(proof) => give.mutate({ need, shares, proof })} />
    </div>
  );
}

/** One paper each; what is not printed now is gone. */
function Papers({ lines, need }: { lines: string[]; need: number }) {
  const { t } = useTranslation();
  return (
    <div className="stack shares">
      <Note tone="warn" alert>{t("escrow.once")}</Note>
      {lines.map((line, at) => (
        <section key={line} className="card stack tight share">
          <h4>{t("escrow.share", { at: at + 1, of: lines.length })}</h4>
          <p className="mono share-line">{line}</p>
          <p className="small muted">{t("escrow.share_lead", { need, of: lines.length })}</p>
        </section>
      ))}
      <div className="row no-print">
        <Button weight="door" onClick={() => print()}>
          {t("escrow.print")}
        </Button>
      </div>
    </div>
  );
}
