import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";
import { useTranslation } from "react-i18next";
import { Icon } from "@/ui/Icon";
import { addressOf, type ChatFile, downloadOf, previewOf, sortOf } from "./shapes";

type ViewerProps = { conversation: string; files: readonly ChatFile[]; at: string; onAt: (file: string) => void; onClose: () => void };

/** Pictures and videos in full, one after another: arrows go on, Esc goes back. */
export function Viewer({ conversation, files, at, onAt, onClose }: ViewerProps) {
  const { t } = useTranslation();
  const box = useRef<HTMLDialogElement>(null);
  const [lost, setLost] = useState<string>();
  const place = Math.max(0, files.findIndex(({ id }) => id === at));
  const file = files[place];
  useEffect(() => {
    const dialog = box.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  const go = (step: number) => {
    const next = files[(place + step + files.length) % files.length];
    if (next) onAt(next.id);
  };
  const press = (event: KeyboardEvent) => {
    // Within a video the arrows are its own.
    if (event.target instanceof HTMLVideoElement) return;
    if (event.key === "ArrowRight") go(1);
    else if (event.key === "ArrowLeft") go(-1);
  };
  if (!file) return null;
  return createPortal(
    // The keys belong to the dialog as a whole, whichever of its buttons has the focus.
    <dialog ref={box} className="viewer" aria-label={t("files.viewer")} onCancel={onClose} onClose={onClose} onKeyDown={press}>
      <header>
        <span className="viewer-name">{file.name}</span>
        {files.length > 1 ? <span role="status">{t("files.viewer_at", { at: place + 1, all: files.length })}</span> : null}
        <a className="round" href={downloadOf(conversation, file.id)} download={file.name} aria-label={t("files.download", { name: file.name })}>
          <Icon name="download" />
        </a>
        <button type="button" className="round" aria-label={t("common.close")} onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      <div className="viewer-stage">
        {lost === file.id ? (
          <p role="alert">{t("files.gone")}</p>
        ) : sortOf(file) === "video" ? (
          <video key={file.id} controls autoPlay playsInline src={addressOf(conversation, file.id)} poster={file.preview ? previewOf(conversation, file.id) : undefined} aria-label={file.name} onError={() => setLost(file.id)} />
        ) : (
          <img key={file.id} src={addressOf(conversation, file.id)} alt={file.name} onError={() => setLost(file.id)} />
        )}
        {files.length > 1 ? (
          <>
            <button type="button" className="round viewer-before" aria-label={t("files.viewer_before")} onClick={() => go(-1)}>
              <Icon name="back" />
            </button>
            <button type="button" className="round viewer-next" aria-label={t("files.viewer_next")} onClick={() => go(1)}>
              <Icon name="next" />
            </button>
          </>
        ) : null}
      </div>
    </dialog>,
    document.body,
  );
}
