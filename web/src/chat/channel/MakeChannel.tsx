import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import { Button, Field, Note } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";

/** An administrator makes a channel that all members of the organisation read. */
export function MakeChannel({ org, onMade }: { org: string; onMade: (conversation: string) => void }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const [name, setName] = useState("");
  const make = useMutation({
    mutationFn: async () => (await answer(api.POST("/api/v1/orgs/{org}/channels", { params: { path: { org } }, body: { name } }))).id,
    onSuccess: onMade,
  });
  return (
    <section className="card stack" aria-labelledby="make-channel">
      <h2 id="make-channel">{t("channel.title")}</h2>
      <p className="muted">{t("channel.about")}</p>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          make.mutate();
        }}
      >
        <Field label={t("channel.name")} value={name} maxLength={60} required onChange={(event) => setName(event.target.value)} />
        {make.isError ? <Note tone="warn" alert>{sayWhy(make.error)}</Note> : null}
        <div className="row wrap">
          <Button type="submit" busy={make.isPending}>
            {t("channel.make")}
          </Button>
        </div>
      </form>
    </section>
  );
}
