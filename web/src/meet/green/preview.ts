/** Camera and microphone before the meeting: what is on, what was refused, how loud it is. */
import { useCallback, useEffect, useState } from "react";
import { recall, remember } from "@/ui/memory";
import { can } from "@/ui/platform";
import type { Wishes } from "../room/seat";
import { isAllowed, listDevices, openCamera, openMicrophone, type Refusal, whyRefused } from "./devices";
import { watchLevel } from "./level";

type Kind = "camera" | "microphone";

export type Preview = {
  camera: MediaStreamTrack | undefined;
  microphone: MediaStreamTrack | undefined;
  level: number;
  refused: Partial<Record<Kind, Refusal>>;
  busy: boolean;
  devices: MediaDeviceInfo[];
  chosen: { camera: string; microphone: string; speaker: string };
  turn: (kind: Kind, on: boolean) => void;
  choose: (kind: Kind | "speaker", id: string) => void;
  wishes: () => Wishes;
};

const open = { camera: openCamera, microphone: openMicrophone };

export function usePreview(): Preview {
  const [earlier] = useState(() => recall("devices"));
  const [camera, setCamera] = useState<MediaStreamTrack>();
  const [microphone, setMicrophone] = useState<MediaStreamTrack>();
  const [refused, setRefused] = useState<Preview["refused"]>({});
  const [busy, setBusy] = useState(false);
  const [devices, setDevices] = useState<MediaDeviceInfo[]>([]);
  const [chosen, setChosen] = useState({
    camera: earlier?.camera ?? "",
    microphone: earlier?.microphone ?? "",
    speaker: earlier?.speaker ?? "",
  });
  const level = useLevel(microphone);
  const set = { camera: setCamera, microphone: setMicrophone };
  useStopWhenDone(camera);
  useStopWhenDone(microphone);

  const begin = useCallback(async (kind: Kind, id: string) => {
    setBusy(true);
    try {
      const track = await open[kind](id || undefined);
      (kind === "camera" ? setCamera : setMicrophone)(track);
      setRefused((before) => without(before, kind));
      setDevices(await listDevices());
    } catch (cause) {
      setRefused((before) => ({ ...before, [kind]: whyRefused(cause) }));
    } finally {
      setBusy(false);
    }
  }, []);

  // What somebody allowed and had on the last time is on again; nothing is asked for unasked.
  useEffect(() => {
    let gone = false;
    const again = async (kind: Kind, was: boolean) => {
      if (was && can(kind) && (await isAllowed(kind)) && !gone) await begin(kind, earlier?.[kind] ?? "");
    };
    void again("camera", earlier?.cameraOn ?? false);
    void again("microphone", earlier?.microphoneOn ?? false);
    return () => {
      gone = true;
    };
  }, [begin, earlier]);

  const wishes = (): Wishes => ({
    camera: camera !== undefined,
    microphone: microphone !== undefined,
    cameraId: chosen.camera || undefined,
    microphoneId: chosen.microphone || undefined,
    speakerId: chosen.speaker || undefined,
  });

  return {
    camera,
    microphone,
    level,
    refused,
    busy,
    devices,
    chosen,
    turn: (kind, on) => (on ? void begin(kind, chosen[kind]) : set[kind](undefined)),
    choose: (kind, id) => {
      const next = { ...chosen, [kind]: id };
      setChosen(next);
      remember("devices", { ...next, cameraOn: camera !== undefined, microphoneOn: microphone !== undefined });
      if (kind !== "speaker" && (kind === "camera" ? camera : microphone)) void begin(kind, id);
    },
    wishes: () => {
      remember("devices", { ...chosen, cameraOn: camera !== undefined, microphoneOn: microphone !== undefined });
      return wishes();
    },
  };
}

function without(refused: Preview["refused"], kind: Kind): Preview["refused"] {
  const rest = { ...refused };
  delete rest[kind];
  return rest;
}

function useStopWhenDone(track: MediaStreamTrack | undefined): void {
  useEffect(() => () => track?.stop(), [track]);
}

function useLevel(track: MediaStreamTrack | undefined): number {
  const [level, setLevel] = useState(0);
  useEffect(() => {
    if (!track) return undefined;
    const stop = watchLevel(track, setLevel);
    return () => {
      stop();
      setLevel(0);
    };
  }, [track]);
  return level;
}
