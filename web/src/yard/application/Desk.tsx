/** The applications of an organisation, for those who run it: register, switch, change, give a new secret, remove. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Popconfirm } from "@/ui/kit/Kit";
import { Pairs } from "@/ui/Pairs";
import { Button, Check, Dialog, Note } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { type Application, applicationsQuery, useRegister, useRemove, useRenew, useSay, useTurn } from "./application.data";
import { Form } from "./Form";
import { Words } from "./Offers";
import "./words";

export function Desk({ org }: { org: string }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const all = useQuery(applicationsQuery(org));
  const register = useRegister(org);
  const [open, setOpen] = useState(false);
  return (
    <section className="card stack" aria-labelledby="apps-title">
      <h2 id="apps-title">{t("apps.others")}</h2>
      <p className="muted">{t("apps.others_lead")}</p>
      <div>
        <Button icon="plus" onClick={() => setOpen(true)}>
          {t("apps.register")}
        </Button>
      </div>
      {all.isError ? <Note tone="warn">{sayWhy(all.error)}</Note> : null}
      {register.data ? <Told id={register.data.id} secret={register.data.secret} /> : null}
      {all.data?.length === 0 ? <p className="muted">{t("apps.none")}</p> : null}
      <ul className="lines">
        {all.data?.map((one) => (
          <Line key={one.id} org={org} one={one} />
        ))}
      </ul>
      <Dialog open={open} title={t("apps.register")} onClose={() => setOpen(false)} closeLabel={t("common.close")}>
        <Form
          busy={register.isPending}
          wrong={register.error}
          go={t("apps.register_go")}
          onSay={(says, { kind, confidential }) => register.mutate({ kind, confidential, says }, { onSuccess: () => setOpen(false) })}
        />
      </Dialog>
    </section>
  );
}

const coded = (said: string | null | undefined) => (said ? <code>{said}</code> : null);

/** What is told this once. */
function Told({ id, secret }: { id?: string; secret: string | null | undefined }) {
  const { t } = useTranslation();
  return (
    <Note tone="good" alert>
      {secret ? <p>{t("apps.secret_once")}</p> : null}
      <Pairs
        rows={[
          [t("apps.client"), coded(id)],
          [t("apps.secret"), coded(secret)],
        ]}
      />
    </Note>
  );
}

function Line({ org, one }: { org: string; one: Application }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const [turn, say, renew, remove] = [useTurn(org, one.id), useSay(org, one.id), useRenew(org, one.id), useRemove(org, one.id)];
  const [open, setOpen] = useState(false);
  const wrong = turn.error ?? renew.error ?? remove.error;
  return (
    <li className="stack">
      <Words one={one} more={one.id} />
      {wrong ? <Note tone="warn" alert>{sayWhy(wrong)}</Note> : null}
      {renew.data ? <Told secret={renew.data.secret} /> : null}
      <div className="row wrap">
        <Check checked={one.on} disabled={turn.isPending} onChange={(on) => turn.mutate(on)}>
          {t("apps.turn", { name: one.name })}
        </Check>
        <Button onClick={() => setOpen(true)} aria-label={t("apps.change", { name: one.name })}>
          {t("apps.edit")}
        </Button>
        {one.confidential ? (
          <Popconfirm title={t("apps.renew_sure", { name: one.name })} okText={t("apps.renew")} cancelText={t("common.cancel")} onConfirm={() => renew.mutate()}>
            <Button>{t("apps.renew")}</Button>
          </Popconfirm>
        ) : null}
        <Popconfirm title={t("apps.remove_sure", { name: one.name })} okText={t("apps.remove")} cancelText={t("common.cancel")} onConfirm={() => remove.mutate()}>
          <Button weight="danger">{t("apps.remove")}</Button>
        </Popconfirm>
      </div>
      <Dialog open={open} title={t("apps.change", { name: one.name })} onClose={() => setOpen(false)} closeLabel={t("common.close")}>
        <Form before={one} busy={say.isPending} wrong={say.error} go={t("apps.change_go")} onSay={(says) => say.mutate(says, { onSuccess: () => setOpen(false) })} />
      </Dialog>
    </li>
  );
}
