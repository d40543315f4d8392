/** What I let applications have, when each used it last, and taking it back. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Button, Note } from "@/ui/plain";
import { showDay, showRecent } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { type Grant, grantsQuery, useTakeBack } from "./application.data";
import { Words } from "./Offers";
import "./words";

export function Mine() {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const grants = useQuery(grantsQuery);
  const back = useTakeBack();
  const wrong = grants.error ?? back.error;
  return (
    <section className="card stack" aria-labelledby="mine-title">
      <h2 id="mine-title">{t("apps.mine_title")}</h2>
      <p className="muted">{t("apps.mine_lead")}</p>
      {wrong ? <Note tone="warn" alert>{sayWhy(wrong)}</Note> : null}
      {grants.data?.length === 0 ? <p>{t("apps.mine_none")}</p> : null}
      <ul className="lines">
        {grants.data?.map((grant) => (
          <Line key={grant.application.id} grant={grant} busy={back.isPending} onBack={() => back.mutate(grant.application.id)} />
        ))}
      </ul>
    </section>
  );
}

function Line({ grant, busy, onBack }: { grant: Grant; busy: boolean; onBack: () => void }) {
  const { t, i18n } = useTranslation();
  const gets = ["openid" as const, ...grant.scopes].map((scope) => t(`apps.scope_${scope}`)).join(" · ");
  const times = [
    t("apps.mine_since", { at: showDay(grant.given_at, i18n.language) }),
    grant.used_at ? t("apps.mine_used", { at: showRecent(grant.used_at, i18n.language) }) : t("apps.mine_unused"),
    ...(grant.on ? [] : [t("apps.mine_off")]),
  ];
  return (
    <li>
      <div className="lines-main stack tight">
        <Words one={grant.application} more={gets} />
        <span className="small muted">{times.join(" · ")}</span>
      </div>
      <Button weight="danger" busy={busy} onClick={onBack} aria-label={t("apps.mine_end_of", { name: grant.application.name })}>
        {t("apps.mine_end")}
      </Button>
    </li>
  );
}
