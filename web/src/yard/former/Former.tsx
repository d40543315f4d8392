import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import { Popconfirm } from "@/ui/kit/Kit";
import { Button, Note } from "@/ui/plain";
import { showDay } from "@/ui/when";
import { useSayWhy } from "@/ui/words";

const key = ["yard", "former"];

const formerQuery = queryOptions({
  queryKey: key,
  queryFn: ({ signal }) => answer(api.GET("/api/v1/me/former", { signal })),
});

function useErase() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (org: string) => answer(api.POST("/api/v1/me/former/{org}/erase", { params: { path: { org } } })),
    onSuccess: () => cache.invalidateQueries({ queryKey: key }),
  });
}

/** What organisations that I left keep of me, under which name, and until when. Nothing where there is none. */
export function Former() {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const former = useQuery(formerQuery);
  const erase = useErase();
  const items = former.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <section className="card stack" aria-labelledby="former-title">
      <h2 id="former-title">{t("former.title")}</h2>
      <p className="muted">{t("former.lead")}</p>
      {erase.isError ? <Note tone="warn" alert>{sayWhy(erase.error)}</Note> : null}
      <ul className="lines">
        {items.map((one) => (
          <li key={one.org}>
            <div className="lines-main">
              <strong>{t("former.as", { pseudonym: one.pseudonym })}</strong>
              <span className="small muted">
                {t("former.kept", { count: one.meetings.length, left: showDay(one.left_at, i18n.language), until: showDay(one.until, i18n.language) })}
              </span>
            </div>
            <Popconfirm title={t("former.erase_sure")} okText={t("former.erase")} cancelText={t("common.cancel")} onConfirm={() => erase.mutate(one.org)}>
              <Button weight="danger">{t("former.erase")}</Button>
            </Popconfirm>
          </li>
        ))}
      </ul>
    </section>
  );
}
