import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Check, Field, Note, Select } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { FindHere, Route } from "./Near";
import { type ApplicationWish, communitiesQuery, useApply } from "./homes.data";

const relations = ["owner", "family", "tenant"] as const;

/** An application; the number of the identity card only under a box of its own, which nobody ticked beforehand. */
export function Apply({ policyVersion, onDone }: { policyVersion: string; onDone: () => void }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const communities = useQuery(communitiesQuery);
  const apply = useApply();
  const [agrees, setAgrees] = useState(false);
  const [wish, setWish] = useState<ApplicationWish>({ community: "", home: "", relation: "owner", name: "", phone: "", identity: "" });
  const set = (change: Partial<ApplicationWish>) => setWish((before) => ({ ...before, ...change }));
  const items = communities.data ?? [];
  const isWhole = [wish.community, wish.home, wish.name, wish.phone].every((text) => text.trim()) && (!agrees || Boolean(wish.identity?.trim()));
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        const identity = agrees ? (wish.identity ?? null) : null;
        apply.mutate({ wish: { ...wish, identity }, version: policyVersion, lang: i18n.language }, { onSuccess: onDone });
      }}
    >
      <Select
        label={t("homes.community")}
        value={wish.community}
        onChange={(community) => set({ community })}
        choices={[{ value: "", label: t("homes.choose") }, ...items.map(({ number, name, address }) => ({ value: number, label: `${name} · ${address}` }))]}
      />
      <Route community={items.find(({ number }) => number === wish.community)} />
      <FindHere communities={items} onFound={(community) => set({ community })} />
      <Field label={t("homes.number")} hint={t("homes.number_hint")} value={wish.home} maxLength={20} required autoComplete="off" onChange={(event) => set({ home: event.target.value })} />
      <Select label={t("homes.relation")} value={wish.relation} onChange={(relation) => set({ relation: relation as ApplicationWish["relation"] })} choices={relations.map((value) => ({ value, label: t(`homes.as_${value}`) }))} />
      <Field label={t("homes.name")} value={wish.name} maxLength={64} required autoComplete="name" onChange={(event) => set({ name: event.target.value })} />
      <Field label={t("homes.phone")} type="tel" value={wish.phone} required autoComplete="tel" onChange={(event) => set({ phone: event.target.value })} />
      <Check checked={agrees} onChange={setAgrees}>
        {t("homes.identity_agree")}
      </Check>
      {agrees ? <Field label={t("homes.identity")} value={wish.identity ?? ""} maxLength={24} autoComplete="off" onChange={(event) => set({ identity: event.target.value })} /> : <p className="small muted">{t("homes.identity_else")}</p>}
      {apply.isError ? <Note tone="warn" alert>{sayWhy(apply.error)}</Note> : null}
      <Button type="submit" weight="door" busy={apply.isPending} disabled={!isWhole}>
        {t("homes.send")}
      </Button>
    </form>
  );
}
