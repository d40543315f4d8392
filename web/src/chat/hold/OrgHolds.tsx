import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Me } from "@/yard/me/me.data";
import { Button, Field, Note, Select } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { conversationIn } from "../grant/grant.model";
import { useChats } from "../live/work";
import { useCalled } from "../people/called";
import { membersQuery, useTitleOf } from "../people/people.data";
import { HoldLine } from "./HoldLine";
import { type HoldOf, type HoldWish, orgHoldsQuery, useHolds } from "./hold.data";
import { stateOf } from "./hold.model";

const reasons = ["dispute", "inquiry", "audit", "authority"] as const;
const spans = [30, 90, 180] as const;
const OTHER = "other";

type OrgHoldsProps = { me: Me; org: string };

/** An administrator has one conversation of his organisation kept as evidence, agrees to what another one asked, prolongs and ends it. */
export function OrgHolds({ me, org }: OrgHoldsProps) {
  const { t } = useTranslation();
  const { data = [], dataUpdatedAt } = useQuery(orgHoldsQuery(org));
  return (
    <section className="card stack" aria-labelledby="org-holds">
      <h2 id="org-holds">{t("hold.title")}</h2>
      <p className="muted">{t("hold.lead")}</p>
      <Place org={org} />
      {data.length > 0 ? (
        <ul className="lines" aria-label={t("hold.list")}>
          {data.map((hold) => (
            <One key={hold.id} me={me} org={org} hold={hold} now={dataUpdatedAt} />
          ))}
        </ul>
      ) : null}
    </section>
  );
}

function Place({ org }: { org: string }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const titleOf = useTitleOf();
  const { conversations } = useChats();
  const { place } = useHolds(org);
  const ours = conversations.filter((one) => one.org === org && !one.sealed);
  const [picked, setPicked] = useState("");
  const [typed, setTyped] = useState("");
  const [person, setPerson] = useState("");
  const [why, setWhy] = useState<HoldWish["why"]>("dispute");
  const [days, setDays] = useState<number>(90);
  const at = picked || ours[0]?.id || OTHER;
  const conversation = at === OTHER ? conversationIn(typed) : at;
  const isGroup = ours.some((one) => one.id === at && one.kind === "group");
  const { data: members = [] } = useQuery({ ...membersQuery(at), enabled: isGroup });
  const whose = isGroup && members.some((one) => one.person === person) ? person : "";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (conversation) place.mutate({ conversation, person: whose || null, why, days }, { onSuccess: () => setTyped("") });
  };
  return (
    <form className="stack" onSubmit={submit}>
      <div className="row wrap contact-form">
        <Select label={t("grant.conversation")} value={at} onChange={setPicked} choices={[...ours.map((one) => ({ value: one.id, label: titleOf(one) })), { value: OTHER, label: t("grant.other") }]} />
        {isGroup ? <Select label={t("hold.whose")} value={whose} onChange={setPerson} choices={[{ value: "", label: t("hold.whole") }, ...members.map((one) => ({ value: one.person, label: t("hold.part_of", { name: one.name }) }))]} /> : null}
        <Select label={t("grant.for")} value={why} onChange={(chosen) => setWhy(chosen as HoldWish["why"])} choices={reasons.map((value) => ({ value, label: t(`hold.why.${value}`) }))} />
        <Select label={t("grant.hours")} value={String(days)} onChange={(chosen) => setDays(Number(chosen))} choices={spans.map((span) => ({ value: String(span), label: t("keeping.days", { count: span }) }))} />
      </div>
      {at === OTHER ? <Field label={t("grant.address")} hint={t("grant.address_hint")} value={typed} maxLength={300} autoComplete="off" onChange={(event) => setTyped(event.target.value)} /> : null}
      {place.isError ? <Note tone="warn" alert>{sayWhy(place.error)}</Note> : null}
      <div className="row">
        <Button type="submit" busy={place.isPending} disabled={!conversation}>
          {t("hold.place")}
        </Button>
      </div>
    </form>
  );
}

/** Days by which a hold is prolonged here. */
const MORE = 90;

function One({ me, org, hold, now }: { me: Me; org: string; hold: HoldOf; now: number }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const [nameOf, titleOf] = [useCalled(me), useTitleOf()];
  const conversation = useChats().conversations.find(({ id }) => id === hold.conversation);
  const { agree, prolong, end } = useHolds(org);
  const state = stateOf(hold, now);
  const isOpen = state === "waits" || state === "stands";
  const error = agree.error ?? prolong.error ?? end.error;
  return (
    <li>
      <div className="lines-main">
        <HoldLine hold={hold} now={now} nameOf={nameOf} />
        <span>{conversation ? titleOf(conversation) : <code className="small">{hold.conversation}</code>}</span>
        {state === "stands" && hold.asked_by ? <span className="small">{t("hold.asked", { name: nameOf(hold.asked_by), count: hold.asked_days ?? 0 })}</span> : null}
        {error ? <Note tone="warn" alert>{sayWhy(error)}</Note> : null}
      </div>
      <span className="row wrap">
        {isOpen && hold.asked_by && hold.asked_by !== me.id ? (
          <Button busy={agree.isPending} onClick={() => agree.mutate(hold.id)}>
            {t("grant.agree")}
          </Button>
        ) : null}
        {state === "stands" && Date.parse(hold.ends_at) < now + (MORE - 1) * 86_400_000 ? (
          <Button weight="quiet" busy={prolong.isPending} onClick={() => prolong.mutate({ hold: hold.id, days: MORE })}>
            {t("hold.prolong", { count: MORE })}
          </Button>
        ) : null}
        {isOpen ? (
          <Button weight="danger" busy={end.isPending} onClick={() => end.mutate(hold.id)}>
            {t("hold.end")}
          </Button>
        ) : null}
      </span>
    </li>
  );
}
