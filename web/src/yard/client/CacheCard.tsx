import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Button, Note } from "@/ui/plain";
import { cachedBytes, clearCache, showBytes } from "./cache";

const key = ["yard", "client", "cache"];

/** How much of the pages lies in this browser, and clearing it. */
export function CacheCard() {
  const { t, i18n } = useTranslation();
  const cache = useQueryClient();
  const size = useQuery({ queryKey: key, queryFn: cachedBytes, staleTime: 0 });
  const clear = useMutation({
    mutationFn: async () => {
      await clearCache();
      return await cachedBytes();
    },
    onSuccess: (bytes) => cache.setQueryData(key, bytes),
  });
  return (
    <section className="card stack tight" aria-labelledby="cache-title">
      <h2 id="cache-title">{t("client.cache")}</h2>
      <p className="muted">{t("client.cache_lead")}</p>
      <div className="row wrap apart">
        <strong data-cached={size.data}>{size.data === undefined ? "…" : showBytes(size.data, i18n.language)}</strong>
        <Button busy={clear.isPending} onClick={() => clear.mutate()}>
          {t("client.cache_clear")}
        </Button>
      </div>
      {clear.isSuccess ? <Note tone="good" alert>{t("client.cache_cleared")}</Note> : null}
    </section>
  );
}
