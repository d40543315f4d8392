/** Whether members of an organisation may call telephones: an administrator says so. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Check, Note } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { allowPhones, phoneKey, ruleQuery, standingQuery } from "./phone.data";
import "./words";

export function PhoneRule({ org }: { org: string }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const cache = useQueryClient();
  const standing = useQuery(standingQuery);
  const here = standing.data?.here === true;
  const rule = useQuery({ ...ruleQuery(org), enabled: here });
  const set = useMutation({ mutationFn: (allowed: boolean) => allowPhones(org, allowed), onSettled: () => cache.invalidateQueries({ queryKey: phoneKey }) });
  if (!here || !rule.data) return null;
  return (
    <section className="card stack" aria-labelledby="phone-rule">
      <h2 id="phone-rule">{t("phone.rule")}</h2>
      <Check checked={set.isPending ? set.variables : rule.data.allowed} disabled={set.isPending} onChange={(allowed) => set.mutate(allowed)}>
        {t("phone.rule_allow")}
      </Check>
      <p className="small muted">{t("phone.rule_hint")}</p>
      {set.isError ? <Note tone="warn" alert>{sayWhy(set.error)}</Note> : null}
    </section>
  );
}
