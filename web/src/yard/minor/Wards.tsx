import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { inBase64 } from "@/api/base64";
import { PickFile } from "@/ui/PickFile";
import { Button, Check, Dialog, Note } from "@/ui/plain";
import { showRecent } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { Prove } from "../identity/Prove";
import type { Proof } from "../identity/identity.data";
import { saveFile } from "../rights/file";
import { useAgree, useLimit, useRefuse, useWardData, type Ward, wardsQuery } from "./minor.data";

/** For a guardian: who asks him, and whom he looks after. Nothing where there is nobody. */
export function Wards() {
  const { t } = useTranslation();
  const { data: wards } = useQuery(wardsQuery);
  if (!wards || wards.items.length === 0) return null;
  return (
    <section className="card stack" aria-labelledby="wards-title">
      <h2 id="wards-title">{t("minor.wards")}</h2>
      {wards.items.map((ward) => (
        <OneWard key={ward.person} ward={ward} version={wards.version} />
      ))}
    </section>
  );
}

type Deed = "agree" | "refuse" | "data";

function OneWard({ ward, version }: { ward: Ward; version: string }) {
  const { t, i18n } = useTranslation();
  const [deed, setDeed] = useState<Deed>();
  const name = ward.name ?? t("minor.unnamed");
  return (
    <article className="stack tight">
      <h3>{name}</h3>
      {ward.waiting ? (
        <p>
          {t("minor.asks_you")} <a href="/policy/children">{t("minor.rules")}</a>
        </p>
      ) : null}
      {ward.seen_at ? (
        <p className="small muted">
          {t("minor.activity", { when: showRecent(ward.seen_at, i18n.language) })} · {t("minor.devices", { count: ward.devices ?? 0 })} ·{" "}
          {t("minor.orgs", { count: ward.organisations ?? 0 })}
        </p>
      ) : null}
      {ward.waiting ? null : <Limits ward={ward} />}
      <div className="row wrap">
        {ward.waiting ? (
          <Button weight="door" onClick={() => setDeed("agree")}>
            {t("minor.agree")}
          </Button>
        ) : (
          <Button onClick={() => setDeed("data")}>{t("minor.data")}</Button>
        )}
        <Button weight="danger" onClick={() => setDeed("refuse")}>
          {t(ward.waiting ? "minor.refuse" : "minor.take_back")}
        </Button>
      </div>
      <Dialog open={deed !== undefined} title={name} closeLabel={t("common.close")} onClose={() => setDeed(undefined)}>
        {deed === "agree" ? <Agree ward={ward} version={version} done={() => setDeed(undefined)} /> : null}
        {deed === "refuse" ? <Refuse ward={ward} done={() => setDeed(undefined)} /> : null}
        {deed === "data" ? <Data ward={ward} done={() => setDeed(undefined)} /> : null}
      </Dialog>
    </article>
  );
}

function Limits({ ward }: { ward: Ward }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const limit = useLimit(ward.person);
  const closed = { meetings: ward.closed.includes("meetings"), organisations: ward.closed.includes("organisations") };
  return (
    <div className="stack tight">
      <Check checked={closed.meetings} disabled={limit.isPending} onChange={(meetings) => limit.mutate({ ...closed, meetings })}>
        {t("minor.close_meetings")}
      </Check>
      <Check checked={closed.organisations} disabled={limit.isPending} onChange={(organisations) => limit.mutate({ ...closed, organisations })}>
        {t("minor.close_organisations")}
      </Check>
      {limit.isError ? <Note tone="warn" alert>{sayWhy(limit.error)}</Note> : null}
    </div>
  );
}

function Agree({ ward, version, done }: { ward: Ward; version: string; done: () => void }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const agree = useAgree(ward.person);
  const [sheet, setSheet] = useState<string>();
  const [picked, setPicked] = useState("");
  const send = (proof?: Proof) =>
    agree.mutate({ version, ...(proof ? { proof } : {}), ...(sheet ? { sheet } : {}) }, { onSuccess: done });
  const wantsSheet = ward.proof === "written";
  return (
    <div className="stack">
      <p>{t("minor.agree_lead")}</p>
      {wantsSheet ? (
        <div className="row wrap">
          <PickFile
            accept="application/pdf,image/jpeg,image/png"
            onPick={async (file) => {
              setSheet(await inBase64(file));
              setPicked(file.name);
            }}
          >
            {t("minor.sheet")}
          </PickFile>
          <p className="small">{picked || t("minor.sheet_hint")}</p>
        </div>
      ) : null}
      {agree.isError ? <Note tone="warn" alert>{sayWhy(agree.error)}</Note> : null}
      {ward.proof === "guided" ? (
        <div>
          <Button weight="door" busy={agree.isPending} onClick={() => send()}>
            {t("minor.agree")}
          </Button>
        </div>
      ) : null}
      {ward.proof !== "guided" && (!wantsSheet || sheet) ? <Prove go={t("minor.agree")} busy={agree.isPending} onProof={send} /> : null}
    </div>
  );
}

function Refuse({ ward, done }: { ward: Ward; done: () => void }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const refuse = useRefuse(ward.person);
  return (
    <div className="stack">
      <p>{t("minor.refuse_lead")}</p>
      {refuse.isError ? <Note tone="warn" alert>{sayWhy(refuse.error)}</Note> : null}
      <Prove go={t("minor.refuse")} danger busy={refuse.isPending} onProof={(proof) => refuse.mutate({ proof }, { onSuccess: done })} />
    </div>
  );
}

function Data({ ward, done }: { ward: Ward; done: () => void }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const data = useWardData(ward.person);
  const save = (proof: Proof) =>
    data.mutate(
      { proof },
      {
        onSuccess: (found) => {
          saveFile(`${ward.person}.json`, JSON.stringify(found, null, 2));
          done();
        },
      },
    );
  return (
    <div className="stack">
      <p>{t("minor.data_lead")}</p>
      {data.isError ? <Note tone="warn" alert>{sayWhy(data.error)}</Note> : null}
      <Prove go={t("minor.data")} busy={data.isPending} onProof={save} />
    </div>
  );
}
