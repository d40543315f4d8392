/** What lists of organisations say of me, what was attested of them, and that I may refuse. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Popconfirm } from "@/ui/kit/Kit";
import { Button, Note } from "@/ui/plain";
import { showRecent } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { mineQuery, useAllow, useRefuse } from "./roster.data";
import { sayField } from "./say";
import "./words";

export default function MyUploads() {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const mine = useQuery({ ...mineQuery, retry: false });
  const [refuse, allow] = [useRefuse(), useAllow()];
  if (mine.isError) return <Note tone="warn">{sayWhy(mine.error)}</Note>;
  const wrong = refuse.error ?? allow.error;
  const items = mine.data?.items ?? [];
  const refused = mine.data?.refused ?? [];
  return (
    <div className="stack">
      <p className="muted">{t("roster.mine_lead")}</p>
      {wrong ? <Note tone="warn" alert>{sayWhy(wrong)}</Note> : null}
      {mine.data && items.length === 0 ? <p>{t("roster.mine_none")}</p> : null}
      <ul className="lines">
        {items.map((one) => (
          <li key={one.id}>
            <div className="lines-main stack tight">
              <strong>{one.org_name}</strong>
              <span className="small muted">
                {showRecent(one.made_at, i18n.language)} · {one.filed ? t("roster.mine_filed") : t("roster.mine_waiting")}
              </span>
              <dl className="pair">
                <dt>{t("roster.attest_purpose")}</dt>
                <dd>{one.purpose}</dd>
                <dt>{t("roster.attest_scope")}</dt>
                <dd>{one.scope}</dd>
                <dt>{t("roster.attest_use")}</dt>
                <dd>{one.use}</dd>
                <dt>{t("roster.mine_fields")}</dt>
                <dd>
                  {one.fields.length === 0
                    ? t("roster.mine_only_phone")
                    : one.fields.map((field) => [sayField(t, field), one.says[field]].filter(Boolean).join("：")).join("；")}
                </dd>
              </dl>
            </div>
            <Popconfirm title={t("roster.refuse_sure")} okText={t("roster.refuse")} cancelText={t("common.cancel")} onConfirm={() => refuse.mutate(one.id)}>
              <Button busy={refuse.isPending}>{t("roster.refuse")}</Button>
            </Popconfirm>
          </li>
        ))}
      </ul>
      {refused.length > 0 ? (
        <>
          <h3>{t("roster.refused")}</h3>
          <ul className="lines">
            {refused.map(({ org, org_name: name }) => (
              <li key={org}>
                <div className="lines-main">
                  <strong>{name}</strong>
                </div>
                <Button aria-label={t("roster.allow_of", { name })} busy={allow.isPending} onClick={() => allow.mutate(org)}>
                  {t("roster.allow")}
                </Button>
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </div>
  );
}
