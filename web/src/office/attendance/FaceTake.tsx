/** The camera, and what to do before it: look ahead, turn, look ahead again. It takes its pictures by itself and is closed with the last. */
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/plain";
import { closeCamera, openCamera, type Say, type Side, takes } from "./face.model";
import "./words";
import "./attendance.css";

type Of = { side: Side; onTaken: (pictures: string[]) => void; onFailed: (error: Error) => void; onCancel: () => void };

export function FaceTake({ side, onTaken, onFailed, onCancel }: Of) {
  const { t } = useTranslation();
  const whole = useRef<HTMLDivElement>(null);
  const screen = useRef<HTMLVideoElement>(null);
  const [say, setSay] = useState<Say>("ahead");
  const taken = useEffectEvent(onTaken);
  const failed = useEffectEvent(onFailed);
  // What to do stands above the picture, nearest to the camera of a phone, and the whole of it is seen.
  useEffect(() => {
    // What it gives back is a promise in newer browsers, and no way to undo it.
    void whole.current?.scrollIntoView({ block: "center" });
  }, []);
  useEffect(() => {
    const ending = new AbortController();
    let camera: MediaStream | undefined;
    const begin = async () => {
      camera = await openCamera();
      ending.signal.throwIfAborted();
      const video = screen.current;
      if (!video) return;
      video.srcObject = camera;
      await video.play();
      const pictures = await takes(video, side, setSay, ending.signal);
      closeCamera(camera);
      taken(pictures);
    };
    begin().catch((error: unknown) => {
      closeCamera(camera);
      if (!ending.signal.aborted) failed(error instanceof Error ? error : new Error("no camera"));
    });
    return () => {
      ending.abort();
      closeCamera(camera);
    };
  }, [side]);
  return (
    <div className="face-take" ref={whole}>
      <p className="face-say" role="status" data-say={say}>
        {t(`attendance.face_say_${say}`)}
      </p>
      <video ref={screen} muted playsInline aria-label={t("attendance.face_camera")} />
      <Button weight="quiet" onClick={onCancel}>
        {t("attendance.cancel")}
      </Button>
    </div>
  );
}
