import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Note, Waiting } from "@/ui/plain";
import { canScan, scan } from "./scan.model";

type ScanProps = { onText: (text: string) => void; onClose: () => void };

/** The camera, read on this device alone, closed as soon as a code is read. Where the browser reads none, it says so. */
export function Scan({ onText, onClose }: ScanProps) {
  const { t } = useTranslation();
  const video = useRef<HTMLVideoElement>(null);
  const [isRefused, setRefused] = useState(false);
  useEffect(() => {
    const over = new AbortController();
    const at = video.current;
    if (at)
      scan(at, over.signal).then(
        (text) => text !== undefined && onText(text),
        () => over.signal.aborted || setRefused(true),
      );
    return () => over.abort();
  }, [onText]);
  return (
    <div className="stack tight">
      {!canScan() ? (
        <Note tone="warn">{t("contacts.scan_none")}</Note>
      ) : isRefused ? (
        <Note tone="warn">{t("contacts.scan_refused")}</Note>
      ) : (
        <>
          <video ref={video} className="scan" muted playsInline aria-label={t("contacts.scan")} />
          <Waiting label={t("contacts.scanning")} />
        </>
      )}
      <Button weight="quiet" onClick={onClose}>
        {t("common.close")}
      </Button>
    </div>
  );
}
