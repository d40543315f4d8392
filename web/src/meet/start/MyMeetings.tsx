import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Alert, Drawer, Skeleton } from "@/ui/kit/Kit";
import { Icon } from "@/ui/Icon";
import { Button } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { showClock, showNumber, showRecent } from "@/ui/when";
import { Invite } from "./Invite";
import { type Meeting, meetingsQuery, recordQuery } from "./meetings.data";

type Shown = { what: "invite" | "record"; meeting: Meeting };

export function MyMeetings({ onEnter }: { onEnter: (number: string) => void }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const meetings = useQuery(meetingsQuery);
  const [shown, setShown] = useState<Shown>();
  if (meetings.isError) return <Alert type="warning" showIcon title={sayWhy(meetings.error)} />;
  if (!meetings.data) return <Skeleton active />;
  if (meetings.data.items.length === 0) {
    return (
      <div className="empty">
        <Icon name="camera" size={32} />
        <p>{t("meet.none")}</p>
        <p className="small muted">{t("meet.none_next")}</p>
      </div>
    );
  }
  return (
    <>
      <ul className="lines">
        {meetings.data.items.map((meeting) => (
          <li key={meeting.id}>
            <div className="lines-main">
              <span className="row wrap">
                <strong>{meeting.title || t("meet.untitled")}</strong>
                {meeting.state === "open" ? <span className="tag good">{t("meet.open")}</span> : <span className="tag">{t("meet.ended")}</span>}
                {meeting.has_passcode ? (
                  <span title={t("meet.has_passcode")}>
                    <Icon name="lock" size={16} />
                  </span>
                ) : null}
              </span>
              <span className="small muted">
                {showNumber(meeting.number)} · {showRecent(meeting.started_at, i18n.language)}
                {meeting.ended_at ? ` – ${showClock(meeting.ended_at, i18n.language)}` : ""}
              </span>
            </div>
            <div className="row">
              {meeting.host ? (
                <Button weight="quiet" icon="clock" onClick={() => setShown({ what: "record", meeting })}>
                  {t("meet.record")}
                </Button>
              ) : null}
              {meeting.state === "open" ? (
                <>
                  <Button weight="quiet" icon="qr" onClick={() => setShown({ what: "invite", meeting })}>
                    {t("meet.invite")}
                  </Button>
                  <Button onClick={() => onEnter(meeting.number)}>{t("meet.enter")}</Button>
                </>
              ) : null}
            </div>
          </li>
        ))}
      </ul>
      <Drawer
        open={shown !== undefined}
        onClose={() => setShown(undefined)}
        title={shown?.what === "record" ? t("meet.record_title") : t("meet.invite_title")}
        size={420}
      >
        {shown?.what === "invite" ? <Invite meeting={shown.meeting} /> : null}
        {shown?.what === "record" ? <Attendance id={shown.meeting.id} /> : null}
      </Drawer>
    </>
  );
}

function Attendance({ id }: { id: string }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const record = useQuery(recordQuery(id));
  if (record.isError) return <Alert type="warning" showIcon title={sayWhy(record.error)} />;
  if (!record.data) return <Skeleton active />;
  return (
    <table className="sheet-table">
      <thead>
        <tr>
          <th scope="col">{t("meet.who")}</th>
          <th scope="col">{t("meet.came")}</th>
          <th scope="col">{t("meet.went")}</th>
        </tr>
      </thead>
      <tbody>
        {record.data.items.map((item, at) => (
          <tr key={at}>
            <td>{item.name}</td>
            <td>{showClock(item.joined_at, i18n.language)}</td>
            <td>{item.left_at ? showClock(item.left_at, i18n.language) : t("meet.still_here")}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
