import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Me } from "@/yard/me/me.data";
import { Button, Field, Note, Select } from "@/ui/plain";
import { showInstant } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { useChats } from "../live/work";
import { useCalled } from "../people/called";
import { useTitleOf } from "../people/people.data";
import { GrantLine } from "./GrantLine";
import { type GrantOf, type GrantWish, orgGrantsQuery, useGrants } from "./grant.data";
import { conversationIn, stateOf } from "./grant.model";

const reasons = ["support", "abuse", "evidence"] as const;
const spans = [1, 24, 72, 168, 720] as const;
const OTHER = "other";

type OrgGrantsProps = { me: Me; org: string };

/** An administrator lets those who run the house read one conversation of his organisation, agrees to what another one asked, and ends it. */
export function OrgGrants({ me, org }: OrgGrantsProps) {
  const { t } = useTranslation();
  const { data = [], dataUpdatedAt } = useQuery(orgGrantsQuery(org));
  return (
    <section className="card stack" aria-labelledby="org-grants">
      <h2 id="org-grants">{t("grant.title")}</h2>
      <p className="muted">{t("grant.lead")}</p>
      <Give org={org} />
      {data.length > 0 ? (
        <ul className="lines" aria-label={t("grant.list")}>
          {data.map((grant) => (
            <One key={grant.id} me={me} org={org} grant={grant} now={dataUpdatedAt} />
          ))}
        </ul>
      ) : null}
    </section>
  );
}

function Give({ org }: { org: string }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const titleOf = useTitleOf();
  const { conversations } = useChats();
  const { give } = useGrants(org);
  const held = conversations.filter((one) => one.org === org);
  const [picked, setPicked] = useState("");
  const [typed, setTyped] = useState("");
  const [why, setWhy] = useState<GrantWish["why"]>("support");
  const [hours, setHours] = useState<number>(24);
  const at = picked || held[0]?.id || OTHER;
  const conversation = at === OTHER ? conversationIn(typed) : at;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (conversation) give.mutate({ conversation, why, hours }, { onSuccess: () => setTyped("") });
  };
  return (
    <form className="stack" onSubmit={submit}>
      <div className="row wrap contact-form">
        <Select label={t("grant.conversation")} value={at} onChange={setPicked} choices={[...held.map((one) => ({ value: one.id, label: titleOf(one) })), { value: OTHER, label: t("grant.other") }]} />
        <Select label={t("grant.for")} value={why} onChange={(chosen) => setWhy(chosen as GrantWish["why"])} choices={reasons.map((value) => ({ value, label: t(`grant.why.${value}`) }))} />
        <Select label={t("grant.hours")} value={String(hours)} onChange={(chosen) => setHours(Number(chosen))} choices={spans.map((span) => ({ value: String(span), label: span < 24 ? t("grant.span_hours", { count: span }) : t("keeping.days", { count: span / 24 }) }))} />
      </div>
      {at === OTHER ? <Field label={t("grant.address")} hint={t("grant.address_hint")} value={typed} maxLength={300} autoComplete="off" onChange={(event) => setTyped(event.target.value)} /> : null}
      {give.isError ? <Note tone="warn" alert>{sayWhy(give.error)}</Note> : null}
      <div className="row">
        <Button type="submit" busy={give.isPending} disabled={!conversation}>
          {t("grant.give")}
        </Button>
      </div>
    </form>
  );
}

function One({ me, org, grant, now }: { me: Me; org: string; grant: GrantOf; now: number }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const [nameOf, titleOf] = [useCalled(me), useTitleOf()];
  const conversation = useChats().conversations.find(({ id }) => id === grant.conversation);
  const { agree, end } = useGrants(org);
  const state = stateOf(grant, now);
  const error = agree.error ?? end.error;
  return (
    <li>
      <div className="lines-main">
        <GrantLine grant={grant} now={now} />
        <span>{conversation ? titleOf(conversation) : <code className="small">{grant.conversation}</code>}</span>
        <span className="small muted">
          {t("grant.by_org", { name: nameOf(grant.given_by), at: showInstant(grant.given_at, i18n.language) })}
          {grant.agreed_by ? ` · ${t("grant.agreed_by", { name: nameOf(grant.agreed_by) })}` : ""}
        </span>
        {error ? <Note tone="warn" alert>{sayWhy(error)}</Note> : null}
      </div>
      <span className="row wrap">
        {state === "waits" && grant.given_by !== me.id ? (
          <Button busy={agree.isPending} onClick={() => agree.mutate(grant.id)}>
            {t("grant.agree")}
          </Button>
        ) : null}
        {state === "waits" || state === "stands" ? (
          <Button weight="danger" busy={end.isPending} onClick={() => end.mutate(grant.id)}>
            {t("grant.end")}
          </Button>
        ) : null}
      </span>
    </li>
  );
}
