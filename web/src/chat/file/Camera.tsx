import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Dialog, Note, Waiting } from "@/ui/plain";
import { say as sayAt } from "./camera.say";
import { film, type Filming, letGo, look, shoot } from "./camera";
import { showSpan } from "./shapes";

type CameraProps = { open: boolean; onClose: () => void; onTaken: (file: File) => void };

/** A photo or a clip, just taken. The camera is on while this is open, the microphone only while a clip is filmed. */
export function Camera({ open, onClose, onTaken }: CameraProps) {
  const { t } = useTranslation();
  return (
    <Dialog open={open} title={t("files.camera")} closeLabel={t("common.close")} onClose={onClose}>
      <Finder onTaken={onTaken} />
    </Dialog>
  );
}

function Finder({ onTaken }: Pick<CameraProps, "onTaken">) {
  const { t } = useTranslation();
  const screen = useRef<HTMLVideoElement>(null);
  const [stream, setStream] = useState<MediaStream>();
  const [side, setSide] = useState<"user" | "environment">("environment");
  const [mistake, setMistake] = useState<"camera_denied" | "camera_missing" | "camera_mic_denied">();
  const [filming, setFilming] = useState<Filming>();
  const [millis, setMillis] = useState(0);
  const [taken, setTaken] = useState<{ file: File; address: string }>();
  useEffect(() => {
    let isOver = false;
    let own: MediaStream | undefined;
    const begin = async () => {
      if (!navigator.mediaDevices) return setMistake("camera_missing");
      own = await look(side).catch(() => undefined);
      if (isOver) letGo(own);
      else if (own) setStream(own);
      else setMistake("camera_denied");
    };
    void begin();
    return () => {
      isOver = true;
      letGo(own);
      setStream(undefined);
    };
  }, [side]);
  useEffect(() => {
    if (screen.current) screen.current.srcObject = stream ?? null;
  }, [stream, taken]);
  useEffect(() => () => filming?.drop(), [filming]);
  useEffect(() => () => (taken ? URL.revokeObjectURL(taken.address) : undefined), [taken]);
  const keep = (blob: Blob, name: string) => {
    const file = new File([blob], name, { type: blob.type });
    setTaken({ file, address: URL.createObjectURL(blob) });
  };
  const begin = async () => {
    if (!stream) return;
    setMistake(undefined);
    setMillis(0);
    const begun = await film(stream, setMillis, (clip) => {
      setFilming(undefined);
      keep(clip, sayAt(t, "clip", clip.type));
    }).catch(() => undefined);
    if (begun) setFilming(begun);
    else setMistake("camera_mic_denied");
  };
  if (taken)
    return (
      <div className="stack">
        {taken.file.type.startsWith("video/") ? <video className="camera-screen" controls src={taken.address} aria-label={t("files.camera_clip")} /> : <img className="camera-screen" src={taken.address} alt={t("files.camera_shot")} />}
        <div className="row wrap">
          <Button weight="door" icon="check" onClick={() => onTaken(taken.file)}>
            {t("files.camera_use")}
          </Button>
          <Button weight="quiet" onClick={() => setTaken(undefined)}>
            {t("files.camera_redo")}
          </Button>
        </div>
      </div>
    );
  return (
    <div className="stack">
      {mistake ? <Note tone="warn" alert>{t(`files.${mistake}`)}</Note> : null}
      {stream ? <video ref={screen} className="camera-screen" autoPlay muted playsInline aria-hidden="true" /> : mistake ? null : <Waiting label={t("files.camera_wait")} />}
      {stream ? (
        <div className="row wrap">
          {filming ? (
            <Button weight="door" onClick={() => filming.end()}>
              {t("files.camera_stop", { span: showSpan(millis) })}
            </Button>
          ) : (
            <>
              <Button weight="door" icon="picture" onClick={() => void (screen.current && shoot(screen.current).then((photo) => keep(photo, sayAt(t, "photo", photo.type))))}>
                {t("files.camera_photo")}
              </Button>
              <Button icon="camera" onClick={() => void begin()}>
                {t("files.camera_film")}
              </Button>
              <Button weight="quiet" onClick={() => setSide(side === "user" ? "environment" : "user")}>
                {t("files.camera_turn")}
              </Button>
            </>
          )}
        </div>
      ) : null}
    </div>
  );
}
