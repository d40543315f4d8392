import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Check, Dialog, Field, Note, Select } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { Prove } from "../identity/Prove";
import { LookAt } from "../moving/LookAt";
import type { Archive } from "../moving/moving.data";
import { saveFile } from "../rights/file";
import { type OrgLooked, useLookAtOrg, useOrgArchive, useTakeOrg } from "./moving.data";
import { type Basis, bases } from "./bases";

/** The organisation goes to another house, or comes from one. */
export function OrgMoving({ org }: { org: string }) {
  return (
    <div className="stack">
      <TakeAlong org={org} />
      <TakeIn org={org} />
    </div>
  );
}

function TakeAlong({ org }: { org: string }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const [open, setOpen] = useState(false);
  const archive = useOrgArchive(org);
  const take = (proof: Parameters<typeof archive.mutate>[0]) =>
    archive.mutate(proof, {
      onSuccess: (made) => {
        saveFile("courtyard-organisation.json", JSON.stringify(made, null, 2));
        setOpen(false);
      },
    });
  return (
    <section className="stack tight" aria-labelledby="org-archive-title">
      <h3 id="org-archive-title">{t("org_moving.along")}</h3>
      <p className="muted">{t("org_moving.along_lead")}</p>
      <div className="row">
        <Button onClick={() => setOpen(true)}>{t("rights.archive_go")}</Button>
      </div>
      <Dialog open={open} title={t("org_moving.along")} closeLabel={t("common.close")} onClose={() => setOpen(false)}>
        {archive.isError ? <Note tone="warn" alert>{sayWhy(archive.error)}</Note> : null}
        <Prove go={t("rights.archive_go")} busy={archive.isPending} onProof={take} />
      </Dialog>
    </section>
  );
}

function TakeIn({ org }: { org: string }) {
  const { t } = useTranslation();
  return (
    <LookAt id="org-take-title" title={t("org_moving.in")} lead={t("org_moving.in_lead")} look={useLookAtOrg(org)}>
      {(archive, looked, key) => <Offered key={key} org={org} archive={archive} looked={looked} />}
    </LookAt>
  );
}

function Offered({ org, archive, looked }: { org: string; archive: Archive; looked: OrgLooked }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const take = useTakeOrg(org);
  const [numbers, setNumbers] = useState<Record<string, string>>({});
  const [basis, setBasis] = useState<Basis>("contract");
  const [compared, setCompared] = useState(false);
  const rows = looked.members
    .map(({ member }) => ({ member, phone: (numbers[member] ?? "").trim(), basis }))
    .filter((row) => row.phone);
  const go = () => take.mutate({ archive, rows, ...(compared ? { compared: looked.fingerprint } : {}) });
  const invited = take.data?.items.filter((item) => item.invitation).length ?? 0;
  const filled = take.data?.items.filter((item) => item.filled).length ?? 0;
  return (
    <div className="card stack">
      <dl className="pair">
        <dt>{t("moving.from")}</dt>
        <dd>{looked.house}</dd>
        <dt>{t("moving.fingerprint")}</dt>
        <dd className="mono">{looked.fingerprint}</dd>
      </dl>
      {looked.known_as ? <Note tone="good">{t("moving.known", { name: looked.known_as })}</Note> : <Note tone="warn">{t("moving.unknown")}</Note>}
      {looked.known_as ? null : (
        <Check checked={compared} onChange={setCompared}>
          {t("moving.compared")}
        </Check>
      )}
      <Select
        label={t("org_moving.basis")}
        value={basis}
        onChange={(value) => setBasis(bases.find((one) => one === value) ?? "contract")}
        choices={bases.map((value) => ({ value, label: t(`imports.basis_${value}`) }))}
      />
      {looked.members.map(({ member, name, position }) => (
        <Field
          key={member}
          label={[name ?? t("org_moving.unnamed"), position].filter(Boolean).join(" · ")}
          value={numbers[member] ?? ""}
          inputMode="tel"
          onChange={(event) => setNumbers({ ...numbers, [member]: event.target.value })}
        />
      ))}
      {take.isError ? <Note tone="warn" alert>{sayWhy(take.error)}</Note> : null}
      {take.data ? (
        <Note tone="good" alert>
          {t("org_moving.done", { departments: take.data.departments, rules: take.data.rules, invited, filled })}
        </Note>
      ) : null}
      <div className="row">
        <Button weight="door" busy={take.isPending} disabled={!(looked.known_as || compared) || rows.length > 500} onClick={go}>
          {t("org_moving.go")}
        </Button>
      </div>
    </div>
  );
}
