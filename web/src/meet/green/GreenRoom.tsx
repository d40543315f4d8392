import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "@/ui/Icon";
import { Button, Note, Select } from "@/ui/plain";
import { can } from "@/ui/platform";
import { networkQuery } from "./network.data";
import type { Preview } from "./preview";
import "./green.css";

/** Before the meeting: see oneself, hear oneself, choose; nothing of it is needed to join. */
export function GreenRoom({ preview }: { preview: Preview }) {
  const { t } = useTranslation();
  const works = can("camera");
  return (
    <section className="green" aria-label={t("green.ready")}>
      <div className="green-picture">
        {preview.camera ? <Mirror track={preview.camera} /> : <p className="green-off">{t("green.camera_is_off")}</p>}
        <div className="green-buttons">
          <Toggle kind="microphone" preview={preview} />
          <Toggle kind="camera" preview={preview} />
        </div>
      </div>
      {works ? <Purposes preview={preview} /> : <Note tone="warn">{t("green.insecure")}</Note>}
      {preview.microphone ? <Level level={preview.level} /> : null}
      <Network />
      {preview.devices.length > 0 ? <Devices preview={preview} /> : null}
    </section>
  );
}

/** Each device says what it is for before the browser asks. */
function Purposes({ preview }: { preview: Preview }) {
  const { t } = useTranslation();
  const { camera, microphone } = preview.refused;
  return (
    <div className="stack tight small" role="status">
      {microphone ? <Note tone="warn">{t(`green.${microphone}_microphone`)}</Note> : preview.microphone ? null : <p>{t("green.microphone_why")}</p>}
      {camera ? <Note tone="warn">{t(`green.${camera}_camera`)}</Note> : preview.camera ? null : <p>{t("green.camera_why")}</p>}
      {preview.camera && preview.microphone ? null : <p>{t("green.without")}</p>}
    </div>
  );
}

function Toggle({ kind, preview }: { kind: "camera" | "microphone"; preview: Preview }) {
  const { t } = useTranslation();
  const on = preview[kind] !== undefined;
  const icon = kind === "camera" ? (on ? "camera" : "cameraOff") : on ? "mic" : "micOff";
  return (
    <button
      type="button"
      className={`green-toggle ${on ? "on" : ""}`}
      aria-pressed={on}
      aria-label={t(`green.${kind}_${on ? "off" : "on"}`)}
      title={t(`green.${kind}_${on ? "off" : "on"}`)}
      disabled={!can(kind) || preview.busy}
      onClick={() => preview.turn(kind, !on)}
    >
      <Icon name={icon} size={24} />
    </button>
  );
}

/** One sees oneself as in a mirror; the others see the picture the right way round. */
function Mirror({ track }: { track: MediaStreamTrack }) {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (video.current) video.current.srcObject = new MediaStream([track]);
  }, [track]);
  return <video ref={video} autoPlay playsInline muted />;
}

function Level({ level }: { level: number }) {
  const { t } = useTranslation();
  return (
    <div className="stack tight">
      <div className="level" role="meter" aria-label={t("green.level")} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(level * 100)}>
        <span style={{ transform: `scaleX(${level})` }} />
      </div>
      <p className="small">{t("green.level_hint")}</p>
    </div>
  );
}

const GOOD_MS = 150;
const FAIR_MS = 400;

function Network() {
  const { t } = useTranslation();
  const { data: ms, failureCount } = useQuery(networkQuery);
  const known = ms !== undefined && failureCount === 0;
  const words = known
    ? t(ms <= GOOD_MS ? "green.network_good" : ms <= FAIR_MS ? "green.network_fair" : "green.network_poor", { ms })
    : t(failureCount > 0 ? "green.network_none" : "green.network_checking");
  return (
    <p className={`network ${known && ms <= GOOD_MS ? "good" : known && ms <= FAIR_MS ? "" : failureCount > 0 || known ? "warn" : ""}`} role="status">
      <Icon name="signal" />
      <span>
        {t("green.network")} · {words}
      </span>
    </p>
  );
}

function Devices({ preview }: { preview: Preview }) {
  const { t } = useTranslation();
  const listed = (kind: MediaDeviceKind) => [
    { value: "", label: t("green.default_device") },
    ...preview.devices
      .filter((device) => device.kind === kind && device.deviceId !== "default")
      .map((device, at) => ({ value: device.deviceId, label: device.label || t("green.unnamed_device", { number: at + 1 }) })),
  ];
  return (
    <details className="fold">
      <summary>{t("green.devices")}</summary>
      <div className="stack">
        <Select label={t("green.camera")} value={preview.chosen.camera} choices={listed("videoinput")} onChange={(id) => preview.choose("camera", id)} />
        <Select label={t("green.microphone")} value={preview.chosen.microphone} choices={listed("audioinput")} onChange={(id) => preview.choose("microphone", id)} />
        {can("speaker-choice") ? (
          <Select label={t("green.speaker")} value={preview.chosen.speaker} choices={listed("audiooutput")} onChange={(id) => preview.choose("speaker", id)} />
        ) : null}
      </div>
    </details>
  );
}

/** The button that joins; it says what is missing instead of hiding. */
export function JoinButton({ busy }: { busy: boolean }) {
  const { t } = useTranslation();
  return (
    <Button type="submit" weight="door" wide className="big" busy={busy}>
      {busy ? t("green.joining") : t("green.join")}
    </Button>
  );
}
