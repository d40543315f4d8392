/** Adding a device, step by step: what runs on it, what is entered there, and waiting until it shows itself. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { copyText } from "@/ui/copy";
import { Button, Field, Note, Select, Waiting } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { AddCamera } from "./AddCamera";
import { type Credential, thingsQuery, useThings, type Where } from "./things.data";
import { type Software, type Speaking, settingsOf, softwares } from "./things.model";

/** How often the house is asked whether it has shown itself. */
const AGAIN_MS = 2_000;

export function AddThing({ where, onDone }: { where: Where; onDone: () => void }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const { invite, bind } = useThings(where);
  const [wish, setWish] = useState<{ name: string; software: Software; mac: string }>({ name: "", software: "zigbee2mqtt", mac: "" });
  // A token is good for one device: where the broker did not answer, the next try shows the same.
  const [token, setToken] = useState<string>();
  const set = (change: Partial<typeof wish>) => setWish((before) => ({ ...before, ...change }));
  const failed = [invite, bind].find(({ isError }) => isError);
  const show = (shown: string) => bind.mutate(wish.software === "tasmota" ? { token: shown, mac: wish.mac } : { token: shown });
  const begin = () => {
    if (token) return show(token);
    invite.mutate(wish.name, {
      onSuccess: (made) => {
        setToken(made.token);
        show(made.token);
      },
    });
  };
  const home = "home" in where ? where.home : undefined;
  const { software } = wish;
  const kind = (
    <Select label={t("things.software")} value={software} onChange={(next) => set({ software: next as Software })} choices={softwares.filter((value) => home || value !== "camera").map((value) => ({ value, label: t(`things.software_${value}`) }))} />
  );
  if (software === "camera") return home ? <AddCamera home={home} kind={kind} onDone={onDone} /> : null;
  if (bind.data) return <Enter where={where} credential={bind.data} software={software} onDone={onDone} />;
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        begin();
      }}
    >
      <p className="muted">{t("things.add_lead")}</p>
      <Field label={t("things.name")} hint={t("things.name_hint")} value={wish.name} maxLength={40} required readOnly={token !== undefined} autoComplete="off" onChange={(event) => set({ name: event.target.value })} />
      {kind}
      {wish.software === "tasmota" ? (
        <Field label={t("things.mac")} hint={t("things.mac_hint")} value={wish.mac} maxLength={17} required autoComplete="off" spellCheck={false} onChange={(event) => set({ mac: event.target.value })} />
      ) : null}
      {failed ? <Note tone="warn" alert>{sayWhy(failed.error)}</Note> : null}
      <Button type="submit" weight="door" busy={invite.isPending || bind.isPending} disabled={!wish.name.trim()}>
        {t("things.add_next")}
      </Button>
    </form>
  );
}

function Enter({ where, credential, software, onDone }: { where: Where; credential: Credential; software: Speaking; onDone: () => void }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState<boolean>();
  const things = useQuery({ ...thingsQuery(where), refetchInterval: AGAIN_MS });
  const text = settingsOf(software, credential);
  const parts = things.data?.items.find(({ id }) => id === credential.id)?.parts ?? [];
  const devices = [...new Set(parts.map(({ device }) => device))];
  return (
    <div className="stack">
      <p>{t(`things.enter_${software}`)}</p>
      <pre className="settings-block">{text}</pre>
      <div className="row wrap">
        <Button icon="copy" onClick={() => void copyText(text).then(setCopied)}>
          {t(copied === false ? "things.copy_failed" : copied ? "things.copied" : "things.copy")}
        </Button>
      </div>
      <p className="small muted">{t("things.once")}</p>
      {devices.length > 0 ? <Note tone="good" alert>{t("things.there", { devices: devices.join(" · ") })}</Note> : <Waiting label={t("things.waits")} />}
      <Button weight="door" onClick={onDone}>
        {t(devices.length > 0 ? "things.done" : "things.later")}
      </Button>
    </div>
  );
}
