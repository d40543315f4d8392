import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Me } from "@/yard/me/me.data";
import { Button, Dialog, Field, Note, Select, TextField, Waiting } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { begin, colleaguesQuery, type External, type ExternalWish, externalQuery, friendsQuery, useExternal } from "./contacts.data";

type ExternalsProps = { me: Me; onChat: (conversation: string) => void };

/** People outside with whom the organisation has business. */
export function Externals({ me, onChat }: ExternalsProps) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const [org, setOrg] = useState(me.orgs[0]?.id ?? "");
  const contacts = useQuery(externalQuery(org));
  const [editing, setEditing] = useState<External | "new">();
  const runs = me.orgs.find(({ id }) => id === org)?.role === "administrator";
  return (
    <section className="card stack" aria-label={t("contacts.part_external")}>
      <p className="muted">{t("contacts.external_lead")}</p>
      <div className="row wrap contact-form">
        {me.orgs.length > 1 ? <Select label={t("contacts.org")} value={org} onChange={setOrg} choices={me.orgs.map(({ id, name }) => ({ value: id, label: name }))} /> : null}
        <Button weight="door" icon="plus" onClick={() => setEditing("new")}>
          {t("contacts.external_add")}
        </Button>
      </div>
      {contacts.isPending ? <Waiting label={t("common.loading")} /> : null}
      {contacts.isError ? <Note tone="warn" alert>{sayWhy(contacts.error)}</Note> : null}
      {contacts.data?.length === 0 ? <p className="muted">{t("contacts.external_none")}</p> : null}
      <ul className="contact-list">
        {contacts.data?.map((one) => (
          <Entered key={one.id} org={org} contact={one} runs={runs} onEdit={() => setEditing(one)} onChat={onChat} />
        ))}
      </ul>
      <Dialog open={editing !== undefined} title={t(editing === "new" ? "contacts.external_add" : "contacts.external_change")} closeLabel={t("common.close")} onClose={() => setEditing(undefined)}>
        {editing ? <Form org={org} contact={editing === "new" ? undefined : editing} onDone={() => setEditing(undefined)} /> : null}
      </Dialog>
    </section>
  );
}

type EnteredProps = { org: string; contact: External; runs: boolean; onEdit: () => void; onChat: (conversation: string) => void };

function Entered({ org, contact, runs, onEdit, onChat }: EnteredProps) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const { remove, give } = useExternal(org);
  const chat = useMutation({ mutationFn: begin, onSuccess: onChat });
  const members = useQuery({ ...colleaguesQuery(org, { text: "", from: 0 }), enabled: runs && contact.unkept });
  const about = [contact.company, contact.phone, contact.tags, contact.note].filter(Boolean).join(" · ");
  const failed = [remove, give, chat].find(({ isError }) => isError);
  const { person } = contact;
  return (
    <li>
      <span className="contact-name">
        <strong>{contact.name}</strong> <span className="tag">{t("contacts.external")}</span>
        {about ? <span className="small muted">{about}</span> : null}
        <span className="small muted">{`${t(`contacts.for_${contact.purpose}`)} · ${t(`contacts.ground_${contact.ground}`)}`}</span>
        {contact.unkept ? <span className="small">{t("contacts.unkept")}</span> : null}
      </span>
      <span className="row wrap">
        {person ? (
          <Button icon="chat" onClick={() => chat.mutate(person)}>
            {t("contacts.write")}
          </Button>
        ) : null}
        <Button weight="quiet" onClick={onEdit}>
          {t("contacts.change")}
        </Button>
        <Button weight="quiet" busy={remove.isPending} onClick={() => remove.mutate(contact.id)}>
          {t("contacts.remove")}
        </Button>
      </span>
      {runs && contact.unkept ? (
        <Select
          label={t("contacts.give_to")}
          value=""
          onChange={(owner) => owner && give.mutate({ contact: contact.id, owner })}
          choices={[{ value: "", label: "—" }, ...(members.data?.items ?? []).map((one) => ({ value: one.person, label: one.name ?? "" }))]}
        />
      ) : null}
      {failed ? <Note tone="warn" alert>{sayWhy(failed.error)}</Note> : null}
    </li>
  );
}

const uses = ["business", "service", "supply"] as const;
const grounds = ["contract", "consent", "published"] as const;

function Form({ org, contact, onDone }: { org: string; contact: External | undefined; onDone: () => void }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const { save } = useExternal(org);
  const friends = useQuery(friendsQuery);
  const [wish, setWish] = useState<ExternalWish>(() => ({
    name: contact?.name ?? "",
    phone: contact?.phone ?? "",
    company: contact?.company ?? "",
    tags: contact?.tags ?? "",
    note: contact?.note ?? "",
    purpose: contact?.purpose ?? "business",
    ground: contact?.ground ?? "contract",
    person: contact?.person ?? null,
  }));
  const set = (change: Partial<ExternalWish>) => setWish((before) => ({ ...before, ...change }));
  const outside = friends.data?.filter(({ state, external }) => state === "friend" && external) ?? [];
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate({ contact: contact?.id, wish }, { onSuccess: onDone });
      }}
    >
      <Field label={t("contacts.name")} value={wish.name} maxLength={64} required autoComplete="off" onChange={(event) => set({ name: event.target.value })} />
      <Field label={t("contacts.number")} type="tel" value={wish.phone ?? ""} autoComplete="off" onChange={(event) => set({ phone: event.target.value })} />
      <Field label={t("contacts.company")} value={wish.company ?? ""} maxLength={120} autoComplete="off" onChange={(event) => set({ company: event.target.value })} />
      <Field label={t("contacts.tags")} value={wish.tags ?? ""} maxLength={120} autoComplete="off" onChange={(event) => set({ tags: event.target.value })} />
      <TextField label={t("contacts.note")} value={wish.note ?? ""} rows={2} maxLength={500} onChange={(event) => set({ note: event.target.value })} />
      <Select label={t("contacts.purpose")} value={wish.purpose} onChange={(purpose) => set({ purpose: purpose as ExternalWish["purpose"] })} choices={uses.map((value) => ({ value, label: t(`contacts.for_${value}`) }))} />
      <Select label={t("contacts.ground")} value={wish.ground} onChange={(ground) => set({ ground: ground as ExternalWish["ground"] })} choices={grounds.map((value) => ({ value, label: t(`contacts.ground_${value}`) }))} />
      {outside.length > 0 ? (
        <Select
          label={t("contacts.account")}
          value={wish.person ?? ""}
          onChange={(person) => set({ person: person || null })}
          choices={[{ value: "", label: t("contacts.account_none") }, ...outside.map(({ person, name }) => ({ value: person, label: name ?? "" }))]}
        />
      ) : null}
      {save.isError ? <Note tone="warn" alert>{sayWhy(save.error)}</Note> : null}
      <Button type="submit" weight="door" busy={save.isPending} disabled={!wish.name.trim()}>
        {t("contacts.save")}
      </Button>
    </form>
  );
}
