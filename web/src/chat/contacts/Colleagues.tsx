import { keepPreviousData, useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useDeferredValue, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Me } from "@/yard/me/me.data";
import { Icon } from "@/ui/Icon";
import { Button, Field, Note, Select, Waiting } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { MakeChannel } from "../channel/MakeChannel";
import { OrgGrants } from "../grant/OrgGrants";
import { OrgHolds } from "../hold/OrgHolds";
import { ChatRules } from "../governing/ChatRules";
import { PhoneRule } from "../phone/PhoneRule";
import { standingQuery } from "../phone/phone.data";
import { wantDial } from "../phone/wish";
import { PersonFace } from "../people/PersonFace";
import "../phone/words";
import { begin, colleaguesQuery, DIRECTORY_PAGE, departmentsQuery, type DisplayRules, rulesQuery, useRule } from "./contacts.data";

type ColleaguesProps = { me: Me; onChat: (conversation: string) => void };

/** The directory of one organisation: found by name, pinyin, initials, number, department. */
export function Colleagues({ me, onChat }: ColleaguesProps) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const [org, setOrg] = useState(me.orgs[0]?.id ?? "");
  const [text, setText] = useState("");
  const [department, setDepartment] = useState("");
  const [from, setFrom] = useState(0);
  const wanted = useDeferredValue(text);
  const departments = useQuery(departmentsQuery(org));
  const found = useQuery({ ...colleaguesQuery(org, { text: wanted, department: department || undefined, from }), placeholderData: keepPreviousData });
  const chat = useMutation({ mutationFn: begin, onSuccess: onChat });
  const phones = useQuery(standingQuery);
  const canDial = phones.data?.orgs.includes(org) === true;
  const called = new Map(departments.data?.map(({ id, name }) => [id, name]));
  const own = me.orgs.find(({ id }) => id === org);
  const total = found.data?.total ?? 0;
  return (
    <div className="stack">
      <section className="card stack" aria-label={t("contacts.part_colleagues")}>
        <div className="row wrap contact-form">
          {me.orgs.length > 1 ? <Select label={t("contacts.org")} value={org} onChange={(id) => (setOrg(id), setDepartment(""), setFrom(0))} choices={me.orgs.map(({ id, name }) => ({ value: id, label: name }))} /> : null}
          <Field label={t("contacts.search")} type="search" value={text} maxLength={64} autoComplete="off" hint={t("contacts.search_hint")} onChange={(event) => (setText(event.target.value), setFrom(0))} />
          {departments.data?.length ? (
            <Select
              label={t("contacts.department")}
              value={department}
              onChange={(id) => (setDepartment(id), setFrom(0))}
              choices={[{ value: "", label: t("contacts.department_all") }, ...departments.data.map(({ id, name }) => ({ value: id, label: name }))]}
            />
          ) : null}
        </div>
        {found.isPending ? <Waiting label={t("common.loading")} /> : null}
        {found.isError ? <Note tone="warn" alert>{sayWhy(found.error)}</Note> : null}
        {found.data && total === 0 ? <p className="muted">{t("conversation.pick_none")}</p> : null}
        <ul className="contact-list" aria-label={t("contacts.part_colleagues")}>
          {found.data?.items.map((one) => {
            const name = one.name ?? t("conversation.somebody");
            const about = [one.department && called.get(one.department), one.position, one.phone].filter(Boolean).join(" · ");
            return (
              <li key={one.person}>
                <PersonFace person={one.person} name={name} size={40} />
                <span className="contact-name">
                  <strong>{name}</strong>
                  {about ? <span className="small muted">{about}</span> : null}
                </span>
                {one.phone && canDial && one.person !== me.id ? (
                  <Link className="button plain" to="/phone" onClick={() => wantDial(one.phone ?? "")} aria-label={t("phone.call_to", { name })}>
                    <Icon name="phone" />
                  </Link>
                ) : null}
                {one.person === me.id ? (
                  <span className="tag">{t("conversation.you")}</span>
                ) : (
                  <Button icon="chat" onClick={() => chat.mutate(one.person)} aria-label={t("contacts.write_to", { name })}>
                    {t("contacts.write")}
                  </Button>
                )}
              </li>
            );
          })}
        </ul>
        {total > DIRECTORY_PAGE ? (
          <div className="row wrap">
            <Button weight="quiet" disabled={from === 0} onClick={() => setFrom(Math.max(0, from - DIRECTORY_PAGE))}>
              {t("contacts.page_before")}
            </Button>
            <span className="muted">{t("contacts.page_of", { from: from + 1, to: Math.min(total, from + DIRECTORY_PAGE), total })}</span>
            <Button weight="quiet" disabled={from + DIRECTORY_PAGE >= total} onClick={() => setFrom(from + DIRECTORY_PAGE)}>
              {t("contacts.page_next")}
            </Button>
          </div>
        ) : null}
      </section>
      {own?.role === "administrator" ? <Rules key={org} org={org} /> : null}
      {own?.role === "administrator" ? <MakeChannel key={`channel ${org}`} org={org} onMade={onChat} /> : null}
      {own?.role === "administrator" ? <PhoneRule key={`phone ${org}`} org={org} /> : null}
      {own ? <ChatRules key={`chat ${org}`} org={org} isAdministrator={own.role === "administrator"} /> : null}
      {own?.role === "administrator" ? <OrgGrants key={`grants ${org}`} me={me} org={org} /> : null}
      {own?.role === "administrator" ? <OrgHolds key={`holds ${org}`} me={me} org={org} /> : null}
    </div>
  );
}

const audiences = ["nobody", "administrators", "members"] as const;

function Rules({ org }: { org: string }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const [rules, rule] = [useQuery(rulesQuery(org)), useRule(org)];
  if (!rules.data) return null;
  const shown = rules.data;
  const choices = audiences.map((value) => ({ value, label: t(`contacts.to_${value}`) }));
  const set = (change: Partial<DisplayRules>) => rule.mutate({ ...shown, ...change });
  return (
    <section className="card stack" aria-labelledby="rules">
      <h2 id="rules">{t("contacts.rules")}</h2>
      <p className="muted">{t("contacts.rules_lead")}</p>
      <div className="row wrap contact-form">
        <Select label={t("contacts.rule_phone")} value={shown.numbers} disabled={rule.isPending} onChange={(numbers) => set({ numbers: numbers as DisplayRules["numbers"] })} choices={choices} />
        <Select label={t("contacts.rule_position")} value={shown.positions} disabled={rule.isPending} onChange={(positions) => set({ positions: positions as DisplayRules["positions"] })} choices={choices} />
      </div>
      {rule.isError ? <Note tone="warn" alert>{sayWhy(rule.error)}</Note> : null}
    </section>
  );
}
