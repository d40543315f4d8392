import { useTranslation } from "react-i18next";
import { Icon, type IconName } from "@/ui/Icon";
import { can } from "@/ui/platform";
import type { DeviceKind, Sitter } from "./room.model";
import type { View } from "./Stage";

export type Panel = "chat" | "people" | "invite";

type ControlsProps = {
  me: Sitter | undefined;
  view: View;
  panel: Panel | undefined;
  unread: number;
  count: number;
  onDevice: (kind: DeviceKind, on: boolean) => void;
  onView: (view: View) => void;
  onPanel: (panel: Panel | undefined) => void;
  onLeave: () => void;
};

/** One row below the people, never on a face. */
export function Controls({ me, view, panel, unread, count, onDevice, onView, onPanel, onLeave }: ControlsProps) {
  const { t } = useTranslation();
  const mic = me?.microphone ?? false;
  const camera = me?.camera !== undefined;
  const sharing = me?.screen !== undefined;
  const toggle = (which: Panel) => onPanel(panel === which ? undefined : which);
  return (
    <div className="controls" role="toolbar" aria-label={t("room.controls")}>
      <Control icon={mic ? "mic" : "micOff"} label={t(mic ? "room.mic_off" : "room.mic_on")} word={t("room.mic")} on={mic} onClick={() => onDevice("microphone", !mic)} />
      <Control
        icon={camera ? "camera" : "cameraOff"}
        label={t(camera ? "room.camera_off" : "room.camera_on")}
        word={t("room.camera")}
        on={camera}
        onClick={() => onDevice("camera", !camera)}
      />
      {can("screen-share") ? (
        <Control icon="screen" label={t(sharing ? "room.screen_off" : "room.screen_on")} word={t("room.screen")} live={sharing} onClick={() => onDevice("screen", !sharing)} />
      ) : null}
      <Control
        icon={view === "grid" ? "speaker" : "grid"}
        label={t(view === "grid" ? "room.view_speaker" : "room.view_grid")}
        word={t(view === "grid" ? "room.speaker" : "room.grid")}
        onClick={() => onView(view === "grid" ? "speaker" : "grid")}
      />
      <Control
        icon="chat"
        label={unread > 0 ? t("room.chat_unread", { count: unread }) : t("room.chat")}
        word={t("room.chat")}
        badge={unread}
        open={panel === "chat"}
        onClick={() => toggle("chat")}
      />
      <Control icon="people" label={t("room.participants")} word={`${t("room.participants")} ${count}`} open={panel === "people"} onClick={() => toggle("people")} />
      <button type="button" className="control leave" onClick={onLeave}>
        <Icon name="leave" size={22} />
        <span>{t("room.leave")}</span>
      </button>
    </div>
  );
}

type ControlProps = {
  icon: IconName;
  label: string;
  word: string;
  onClick: () => void;
  on?: boolean;
  live?: boolean;
  open?: boolean;
  badge?: number;
};

function Control({ icon, label, word, onClick, on, live, open, badge }: ControlProps) {
  const classes = ["control", on === false ? "off" : "", live ? "live" : "", open ? "open" : ""].filter(Boolean).join(" ");
  return (
    <button type="button" className={classes} aria-label={label} title={label} aria-pressed={open ?? live ?? on} onClick={onClick}>
      <Icon name={icon} size={22} />
      <span aria-hidden="true">{word}</span>
      {badge ? (
        <b className="badge" aria-hidden="true">
          {badge > 99 ? "99+" : badge}
        </b>
      ) : null}
    </button>
  );
}
