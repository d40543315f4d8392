import { Fragment, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "@/ui/Icon";
import { type ChatFile, downloadOf, endingOf, previewOf, showSize, showSpan, sortOf } from "./shapes";
import { Viewer } from "./Viewer";
import { Heard } from "./Heard";
import { Voice } from "./Voice";
import { Sound } from "./Sound";
import "./words";
import "./file.css";

/** What hangs on a message: pictures and videos as a small gallery, voices to be played, all else by name and size. */
export function Files({ conversation, files }: { conversation: string; files: readonly ChatFile[] }) {
  const [at, setAt] = useState<string>();
  const seen = files.filter((file) => ["picture", "video"].includes(sortOf(file)));
  const rest = files.filter((file) => !seen.includes(file));
  return (
    <div className="files">
      {seen.length > 0 ? (
        <ul className="files-seen" data-count={Math.min(seen.length, 3)}>
          {seen.map((file) => (
            <li key={file.id}>
              <Look conversation={conversation} file={file} alone={seen.length === 1} onOpen={() => setAt(file.id)} />
            </li>
          ))}
        </ul>
      ) : null}
      {rest.map((file) => {
        const sort = sortOf(file);
        if (sort === "voice")
          return (
            <Fragment key={file.id}>
              <Voice conversation={conversation} file={file} />
              {file.speech ? <Heard conversation={conversation} file={file.id} /> : null}
            </Fragment>
          );
        if (sort === "sound") return <Sound key={file.id} conversation={conversation} file={file} />;
        return <Card key={file.id} conversation={conversation} file={file} />;
      })}
      {at === undefined ? null : <Viewer conversation={conversation} files={seen} at={at} onAt={setAt} onClose={() => setAt(undefined)} />}
    </div>
  );
}

/** A picture or a video, small; its place is as large as it will be, so that nothing jumps. */
function Look({ conversation, file, alone, onOpen }: { conversation: string; file: ChatFile; alone: boolean; onOpen: () => void }) {
  const { t } = useTranslation();
  const [gone, setGone] = useState(false);
  const isVideo = sortOf(file) === "video";
  const shape = alone && file.width && file.height ? { aspectRatio: `${Math.min(2.2, Math.max(0.6, file.width / file.height))}`, ...(file.width < 240 ? { width: Math.max(96, file.width) } : {}) } : undefined;
  return (
    <button type="button" className="files-look" style={shape} aria-label={t(isVideo ? "files.open_video" : "files.open_picture", { name: file.name })} onClick={onOpen}>
      {file.preview && !gone ? <img src={previewOf(conversation, file.id)} alt="" loading="lazy" onError={() => setGone(true)} /> : <Icon name={isVideo ? "camera" : "picture"} size={32} />}
      {isVideo ? (
        <span className="files-film">
          <Icon name="play" size={22} />
          {file.millis ? <span>{showSpan(file.millis)}</span> : null}
        </span>
      ) : null}
    </button>
  );
}

export function Card({ conversation, file }: { conversation: string; file: ChatFile }) {
  const { t, i18n } = useTranslation();
  return (
    <a className="files-card" href={downloadOf(conversation, file.id)} download={file.name} aria-label={t("files.download", { name: file.name })}>
      <span className="files-ending" aria-hidden="true">
        {endingOf(file.name) || <Icon name="paper" size={20} />}
      </span>
      <span className="files-name">
        <strong>{file.name}</strong>
        <span>{showSize(file.size, i18n.language)}</span>
      </span>
      <Icon name="download" />
    </a>
  );
}
