import { useEffect, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Button, Note } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { type Ticket, useTicketFile } from "./ticket.data";

/** A picture or clip; at the desk it is opened by a press, because whoever sent it can see that. */
export function TicketFile({ ticket, file, desk }: { ticket: string; file: Ticket["files"][number]; desk: boolean }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const open = useTicketFile(ticket, file.id, desk);
  const address = useMemo(() => (open.data ? URL.createObjectURL(open.data) : undefined), [open.data]);
  useEffect(() => () => (address ? URL.revokeObjectURL(address) : undefined), [address]);
  const sound = file.media_type.startsWith("audio/");
  if (!address)
    return (
      <div className="stack tight">
        <div className="row">
          <Button icon={sound ? "sound" : "picture"} busy={open.isPending} onClick={() => open.mutate()}>
            {t(sound ? "thread.play" : "thread.show")}
          </Button>
        </div>
        {open.isError ? <Note tone="warn" alert>{sayWhy(open.error)}</Note> : null}
      </div>
    );
  // A voice clip of somebody who asks has no captions; he may write beside it.
  if (sound) return <audio controls autoPlay src={address} />;
  return <img src={address} alt={t("thread.picture_alt")} style={{ alignSelf: "start", justifySelf: "start", maxWidth: "100%", maxHeight: "24rem", borderRadius: "0.5rem" }} />;
}
