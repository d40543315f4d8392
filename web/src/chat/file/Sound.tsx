import { addressOf, type ChatFile } from "./shapes";
import { Card } from "./Files";

/** Music and other sounds: the browser's own player, and the file. */
export function Sound({ conversation, file }: { conversation: string; file: ChatFile }) {
  return (
    <div className="files-sound">
      <audio controls preload="none" src={addressOf(conversation, file.id)} aria-label={file.name} />
      <Card conversation={conversation} file={file} />
    </div>
  );
}
