import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Dialog, Note } from "@/ui/plain";
import { showDay } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { AddThing } from "./AddThing";
import { CameraOf } from "./CameraOf";
import { type Device, type Part, useThings, type Where } from "./things.data";

const BellView = lazy(async () => ({ default: (await import("@/community/intercom/BellView")).BellView }));

/** What was added, each by its own credential; a gateway has several devices behind it. */
export function Credentials({ where, devices, manages }: { where: Where; devices: readonly Device[]; manages: boolean }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const { remove } = useThings(where);
  const [adds, setAdds] = useState(false);
  const [gone, setGone] = useState<Device>();
  const [camera, setCamera] = useState<Device>();
  const [looks, setLooks] = useState<Device>();
  const home = "home" in where ? where.home : undefined;
  return (
    <section className="card stack" aria-labelledby="things-added">
      <h2 id="things-added">{t("things.added")}</h2>
      {devices.length === 0 ? <p className="muted">{t(manages ? "things.none" : "things.none_yet")}</p> : null}
      <ul className="home-list">
        {devices.map((one) => (
          <li key={one.id}>
            <span className="home-name">
              <strong>{one.name ?? "—"}</strong>
              <span className="small muted">{[t("things.since", { day: showDay(one.added_at, i18n.language) }), one.parts.length > 0 ? t("things.parts", { count: one.parts.length }) : t(one.camera ? "things.shows" : "things.silent")].join(" · ")}</span>
            </span>
            {home && one.camera ? (
              <Button aria-label={t("things.look_of", { name: one.name ?? "" })} onClick={() => setLooks(one)}>
                {t("things.look")}
              </Button>
            ) : null}
            {home && manages && (one.camera || one.parts.length === 0 || one.parts.some(rings)) ? (
              <Button weight="quiet" aria-label={t("things.camera_of", { name: one.name ?? "" })} onClick={() => setCamera(one)}>
                {t("things.camera")}
              </Button>
            ) : null}
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
      {home && looks ? (
        <Suspense>
          <BellView home={home} thing={looks.id} rang={false} onClose={() => setLooks(undefined)} />
        </Suspense>
      ) : null}
      <Dialog open={camera !== undefined} title={t("things.camera_of", { name: camera?.name ?? "" })} closeLabel={t("common.close")} onClose={() => setCamera(undefined)}>
        {home && camera ? <CameraOf key={camera.id} home={home} device={camera} onDone={() => setCamera(undefined)} /> : null}
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

/** Whether it is a bell, or a camera by which one is known. What says nothing of itself may be a camera, too. */
const rings = ({ kind }: Part) => kind === "event" || kind === "camera";
