import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { JoinNumber } from "@/meet/start/JoinNumber";
import { meetingLink } from "@/meet/start/link.model";
import { MyMeetings } from "@/meet/start/MyMeetings";
import { StartMeeting } from "@/meet/start/StartMeeting";
import { meQuery } from "@/yard/me/me.data";
import { houseQuery } from "@/yard/house/house.data";
import { AdvertPlace } from "@/yard/advert/AdvertPlace";
import { Waits } from "@/yard/minor/Age";
import { useStand } from "./stand";

export function Home() {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const { data: house } = useQuery(houseQuery);
  const org = useStand(me);
  const enter = (number: string, passcode?: string) => location.assign(meetingLink("", number, passcode));
  return (
    <div className="page">
      <header className="page-head">
        <h1>{t("home.hello", { name: me?.name ?? "" })}</h1>
        <p>{org ? t("home.in_org", { name: org.name }) : t("home.as_self")}</p>
      </header>
      <Waits />
      <div className="two">
        <StartMeeting org={org?.id} onStarted={(meeting, passcode) => enter(meeting.number, passcode)} />
        <section className="card stack" aria-labelledby="join-title">
          <h2 id="join-title">{t("landing.join_title")}</h2>
          <JoinNumber weight="plain" onNumber={enter} />
        </section>
      </div>
      <section className="card stack" aria-labelledby="mine-title">
        <h2 id="mine-title">{t("meet.mine")}</h2>
        <MyMeetings onEnter={enter} />
      </section>
      {house?.wings.includes("office") ? (
        <section className="card stack" aria-labelledby="calendar-title">
          <h2 id="calendar-title">{t("title.calendar")}</h2>
          <p className="muted">{t("home.calendar_lead")}</p>
          <Link className="button plain" to="/calendar">
            {t("home.calendar_go")}
          </Link>
        </section>
      ) : null}
      {house?.wings.includes("community") ? (
        <section className="card stack" aria-labelledby="homes-title">
          <h2 id="homes-title">{t("title.homes")}</h2>
          <p className="muted">{t("homes.lead")}</p>
          <Link className="button plain" to="/homes">
            {t("homes.go")}
          </Link>
        </section>
      ) : null}
      {org?.opened.includes("approval") ? (
        <Link className="button plain" to="/approvals/$org" params={{ org: org.id }}>
          {t("title.approvals")}
        </Link>
      ) : null}
      <AdvertPlace placement="home" />
    </div>
  );
}
