/** Who sees which field of a record: the organisation decides, and by default as little as can be. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Check, Note, Select } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { type RecordRule, rulesQuery, useRule } from "./roster.data";
import { sayField } from "./say";
import "./words";
import "./roster.css";

const audiences = ["keepers", "department", "organisation"] as const;

export default function RecordRules({ org }: { org: string }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const rules = useQuery(rulesQuery(org));
  const save = useRule(org);
  if (rules.isError) return <Note tone="warn">{sayWhy(rules.error)}</Note>;
  const put = (rule: RecordRule, change: Partial<RecordRule>) => save.mutate({ ...rule, ...change });
  return (
    <div className="stack">
      <p className="muted">{t("roster.rules_lead")}</p>
      {save.isError ? <Note tone="warn" alert>{sayWhy(save.error)}</Note> : null}
      <div>
        {(rules.data ?? []).filter((rule) => rule.opens).map((rule) => (
          <div key={rule.field} className="roster-rule">
            <Select
              label={t("roster.inside_of", { field: sayField(t, rule.field) })}
              value={rule.inside}
              disabled={save.isPending}
              onChange={(inside) => put(rule, { inside: audiences.find((one) => one === inside) ?? "keepers" })}
              choices={audiences.map((value) => ({ value, label: t(`roster.inside_${value}`) }))}
            />
            <Check checked={rule.outside} disabled={save.isPending} onChange={(outside) => put(rule, { outside })}>
              {t("roster.outer")}
            </Check>
            {rule.field === "position" ? null : (
              <Check checked={rule.own} disabled={save.isPending} onChange={(own) => put(rule, { own })}>
                {t("roster.own")}
              </Check>
            )}
          </div>
        ))}
      </div>
    </div>
  );
}
