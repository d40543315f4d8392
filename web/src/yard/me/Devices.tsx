import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Alert, Popconfirm, Skeleton } from "@/ui/kit/Kit";
import { Button } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { showRecent } from "@/ui/when";
import { devicesQuery, useSignOutDevice } from "./me.data";

/** Every browser and program that is signed in as me, each with its own way out. */
export function Devices() {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const devices = useQuery(devicesQuery);
  const signOut = useSignOutDevice();
  return (
    <section className="card stack" aria-labelledby="devices-title">
      <h2 id="devices-title">{t("me.devices")}</h2>
      {devices.isError ? <Alert type="warning" showIcon title={sayWhy(devices.error)} /> : null}
      {devices.isPending ? <Skeleton active /> : null}
      <ul className="lines">
        {devices.data?.items.map((device) => (
          <li key={device.id}>
            <div className="lines-main">
              <span className="row wrap">
                <strong>{device.label === "?" ? t("me.device_unnamed") : device.label}</strong>
                {device.current ? <span className="tag good">{t("me.this_device")}</span> : null}
              </span>
              <span className="small muted">
                {t("me.device_times", { since: showRecent(device.signed_in_at, i18n.language), seen: showRecent(device.seen_at, i18n.language) })}
              </span>
            </div>
            {device.current ? null : (
              <Popconfirm title={t("me.sign_out_sure")} okText={t("me.sign_out")} cancelText={t("common.cancel")} onConfirm={() => signOut.mutate(device.id)}>
                <Button weight="danger">{t("me.sign_out")}</Button>
              </Popconfirm>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
