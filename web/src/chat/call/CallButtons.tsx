import { useTranslation } from "react-i18next";
import { Icon } from "@/ui/Icon";
import { CallIcon } from "./CallIcon";
import { wishCall } from "./wish";

/** Calling from a conversation. Microphone and camera are asked for by the browser once it is pressed. */
export function CallButtons({ conversation }: { conversation: string }) {
  const { t } = useTranslation();
  return (
    <>
      <button type="button" className="round" aria-label={t("call.voice")} title={t("call.voice")} onClick={() => wishCall({ conversation, kind: "voice" })}>
        <CallIcon name="call" />
      </button>
      <button type="button" className="round" aria-label={t("call.video")} title={t("call.video")} onClick={() => wishCall({ conversation, kind: "video" })}>
        <Icon name="camera" />
      </button>
    </>
  );
}
