import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/plain";

type ThumbsProps = { pictures: readonly File[]; onChoose: (picture: File) => void; onClose: () => void };

/** Pictures as they lie on this device: drawn here, and only the one that is pressed goes further. */
export function Thumbs({ pictures, onChoose, onClose }: ThumbsProps) {
  const { t } = useTranslation();
  return (
    <div className="stack tight">
      <div className="chat-thumbs" role="group" aria-label={t("chat.pick")}>
        {pictures.map((file, at) => (
          <button key={`${at} ${file.name}`} type="button" aria-label={t("chat.send_this", { name: file.name })} onClick={() => onChoose(file)}>
            <Thumb file={file} />
          </button>
        ))}
      </div>
      <Button weight="quiet" onClick={onClose}>
        {t("common.cancel")}
      </Button>
    </div>
  );
}

function Thumb({ file }: { file: File }) {
  const image = useRef<HTMLImageElement>(null);
  useEffect(() => {
    const url = URL.createObjectURL(file);
    if (image.current) image.current.src = url;
    return () => URL.revokeObjectURL(url);
  }, [file]);
  return <img ref={image} alt="" />;
}
