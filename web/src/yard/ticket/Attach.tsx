import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { PickFile } from "@/ui/PickFile";
import { Button, Note } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { beginClip, type Clip } from "./clip";
import { smaller } from "./smaller";
import { useAttach } from "./ticket.data";

/** A picture or a voice clip for a ticket. The microphone is asked for after a press, and let go with the clip. */
export function Attach({ ticket, desk }: { ticket: string; desk: boolean }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const attach = useAttach(ticket, desk);
  const [seconds, setSeconds] = useState<number>();
  const [denied, setDenied] = useState(false);
  const clip = useRef<Clip>(undefined);
  useEffect(() => () => clip.current?.drop(), []);
  const begin = async () => {
    setDenied(false);
    try {
      clip.current = await beginClip(setSeconds, (sound) => {
        setSeconds(undefined);
        clip.current = undefined;
        attach.mutate(sound);
      });
    } catch {
      setDenied(true);
    }
  };
  return (
    <div className="stack tight">
      <div className="row wrap">
        <PickFile accept="image/png,image/jpeg,image/webp" icon="picture" busy={attach.isPending} onPick={(file) => void smaller(file).then((picture) => attach.mutate(picture))}>
          {t("thread.picture")}
        </PickFile>
        {seconds === undefined ? (
          <Button icon="mic" busy={attach.isPending} onClick={() => void begin()}>
            {t("thread.record")}
          </Button>
        ) : (
          <Button weight="danger" icon="mic" onClick={() => clip.current?.end()}>
            {t("thread.stop", { seconds })}
          </Button>
        )}
      </div>
      {denied ? <Note tone="warn" alert>{t("thread.mic_denied")}</Note> : null}
      {attach.isError ? <Note tone="warn" alert>{sayWhy(attach.error)}</Note> : null}
    </div>
  );
}
