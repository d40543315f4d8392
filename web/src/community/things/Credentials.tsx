import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Dialog, Note } from "@/ui/plain";
import { showDay } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { AddThing } from "./AddThing";
import { type Device, useThings, type Where } from "./things.data";

/** What was added, each by its own credential; a gateway has several devices behind it. */
export function Credentials({ where, devices, manages }: { where: Where; devices: readonly Device[]; manages: boolean }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const { remove } = useThings(where);
  const [adds, setAdds] = useState(false);
  const [gone, setGone] = useState<Device>();
  return (
    <section className="card stack" aria-labelledby="things-added">
      <h2 id="things-added">{t("things.added")}</h2>
      {devices.length === 0 ? <p className="muted">{t(manages ? "things.none" : "things.none_yet")}</p> : null}
      <ul className="home-list">
        {devices.map((one) => (
          <li key={one.id}>
            <span className="home-name">
              <strong>{one.name ?? "—"}</strong>
              <span className="small muted">{[t("things.since", { day: showDay(one.added_at, i18n.language) }), one.parts.length > 0 ? t("things.parts", { count: one.parts.length }) : t("things.silent")].join(" · ")}</span>
            </span>
            {manages ? (
              <Button weight="quiet" aria-label={t("things.remove_of", { name: one.name ?? "" })} onClick={() => setGone(one)}>
                {t("things.remove")}
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
      {manages ? (
        <Button weight="door" icon="plus" onClick={() => setAdds(true)}>
          {t("things.add")}
        </Button>
      ) : null}
      <Dialog open={adds} title={t("things.add")} closeLabel={t("common.close")} onClose={() => setAdds(false)}>
        {adds ? <AddThing where={where} onDone={() => setAdds(false)} /> : null}
      </Dialog>
      <Dialog open={gone !== undefined} title={t("things.remove_of", { name: gone?.name ?? "" })} closeLabel={t("common.close")} onClose={() => setGone(undefined)}>
        {gone ? (
          <div className="stack">
            <p>{t("things.remove_lead")}</p>
            {remove.isError ? <Note tone="warn" alert>{sayWhy(remove.error)}</Note> : null}
            <Button weight="danger" busy={remove.isPending} onClick={() => remove.mutate(gone.id, { onSuccess: () => setGone(undefined) })}>
              {t("things.remove_now")}
            </Button>
          </div>
        ) : null}
      </Dialog>
    </section>
  );
}
