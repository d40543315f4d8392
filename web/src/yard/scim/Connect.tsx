/** A directory is connected: what it is called, for how long, and what is attested of everybody whom it will name. */
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Modal } from "@/ui/kit/Kit";
import { Button, Field, Note, Select } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { Attest } from "../roster/Attest";
import { isAttested, nothingAttested } from "../roster/attested";
import { useConnect } from "./scim.data";
import { lives } from "./scim.model";
import { Told } from "./Told";
import "./words";

const NAME_MAX = 60;

export function Connect({ org, open, onClose }: { org: string; open: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const connect = useConnect(org);
  const close = () => {
    connect.reset();
    onClose();
  };
  const told = connect.data;
  return (
    <Modal open={open} title={t(told ? "scim.made" : "scim.connect")} footer={null} mask={{ closable: false }} onCancel={close} destroyOnHidden>
      {told ? <Told told={told} onKept={close} /> : <Wish connect={connect} />}
    </Modal>
  );
}

function Wish({ connect }: { connect: ReturnType<typeof useConnect> }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const [name, setName] = useState("");
  const [days, setDays] = useState<number>(365);
  const [attestation, setAttestation] = useState(nothingAttested);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    connect.mutate({ name: name.trim(), days, attestation });
  };
  return (
    <form className="stack" onSubmit={submit}>
      <Field label={t("scim.name")} hint={t("scim.name_hint")} value={name} maxLength={NAME_MAX} autoComplete="off" onChange={(event) => setName(event.target.value)} />
      <Days days={days} onChange={setDays} />
      <Attest attested={attestation} lead={t("scim.attest_lead")} agreed={t("scim.attest_agreed")} onChange={setAttestation} />
      {connect.isError ? <Note tone="warn" alert>{sayWhy(connect.error)}</Note> : null}
      <div>
        <Button type="submit" weight="door" busy={connect.isPending} disabled={!name.trim() || !isAttested(attestation)}>
          {t("scim.connect_go")}
        </Button>
      </div>
    </form>
  );
}

export function Days({ days, onChange }: { days: number; onChange: (days: number) => void }) {
  const { t } = useTranslation();
  const choices = lives.map((life) => ({ value: String(life), label: t("scim.days", { count: life }) }));
  return <Select label={t("scim.life")} value={String(days)} choices={choices} onChange={(value) => onChange(Number(value))} />;
}
