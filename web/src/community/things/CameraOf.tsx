/** Where the camera of a bell is. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Field, Note } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { type Device, useHome } from "./things.data";

export function CameraOf({ home, device, onDone }: { home: string; device: Device; onDone: () => void }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const { setCamera, dropCamera } = useHome(home);
  const [address, setAddress] = useState("");
  const failed = [setCamera, dropCamera].find(({ isError }) => isError);
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        setCamera.mutate({ thing: device.id, address }, { onSuccess: onDone });
      }}
    >
      <p className="muted">{t("things.camera_lead")}</p>
      <Field label={t("things.camera_at")} hint={t("things.camera_hint")} value={address} maxLength={300} required autoComplete="off" spellCheck={false} onChange={(event) => setAddress(event.target.value.trim())} />
      {failed ? <Note tone="warn" alert>{sayWhy(failed.error)}</Note> : null}
      <div className="row wrap">
        <Button type="submit" weight="door" busy={setCamera.isPending} disabled={!address}>
          {t("things.camera_set")}
        </Button>
        {device.camera ? (
          <Button weight="quiet" busy={dropCamera.isPending} onClick={() => dropCamera.mutate(device.id, { onSuccess: onDone })}>
            {t("things.camera_drop")}
          </Button>
        ) : null}
      </div>
    </form>
  );
}
