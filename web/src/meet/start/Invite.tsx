import { useState } from "react";
import { useTranslation } from "react-i18next";
import { copyText } from "@/ui/copy";
import { Button } from "@/ui/plain";
import { Qr } from "@/ui/Qr";
import { showNumber } from "@/ui/when";
import { meetingLink } from "./link.model";

type InviteProps = { meeting: { number: string; title: string; has_passcode: boolean }; passcode?: string | undefined };

/** How others get in: a square to scan, a link, a number to read aloud. */
export function Invite({ meeting, passcode }: InviteProps) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  const link = meetingLink(location.origin, meeting.number, passcode);
  const copy = () => void copyText(link).then(setCopied);
  return (
    <div className="stack invite">
      <Qr text={link} label={t("meet.qr_label", { number: showNumber(meeting.number) })} />
      <p className="invite-number">{showNumber(meeting.number)}</p>
      <p className="small muted invite-link">{link}</p>
      {meeting.has_passcode ? <p className="small">{passcode ? t("meet.link_has_passcode") : t("meet.link_lacks_passcode")}</p> : null}
      <Button icon={copied ? "check" : "copy"} wide onClick={copy}>
        {copied ? t("common.copied") : t("meet.copy_link")}
      </Button>
      <span className="unseen" role="status">
        {copied ? t("common.copied") : ""}
      </span>
    </div>
  );
}
