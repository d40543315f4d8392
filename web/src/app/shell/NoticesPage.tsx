import { useRouter } from "@tanstack/react-router";
import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import { AdvertSettings } from "@/yard/advert/AdvertSettings";
import { PushCard } from "@/yard/push/PushCard";
import { Pushed } from "@/yard/push/Pushed";
import { QuietCard } from "@/yard/quiet/QuietCard";
import { Notices, NoticeSettings } from "@/yard/notice/Notices";

export default function NoticesPage() {
  const { t } = useTranslation();
  return (
    <div className="page narrow">
      <header className="page-head">
        <h1>{t("title.notices")}</h1>
        <p>{t("notices.lead")}</p>
      </header>
      <PushCard />
      <Notices />
      <QuietCard />
      <NoticeSettings />
      <AdvertSettings />
    </div>
  );
}

/** Places that a notification may lead to; everything else is home. */
const PLACES = /^\/(chats(\/conversation_[0-9a-f-]{36})?|notices|home)$/;

export function PushedPage() {
  const router = useRouter();
  // Read once: on the way out the address is another already.
  const [to] = useState(() => {
    const wanted = new URLSearchParams(router.state.location.searchStr).get("to");
    return wanted && PLACES.test(wanted) ? wanted : "/home";
  });
  const go = useCallback(() => void router.history.replace(to), [router, to]);
  const stay = useCallback(() => void router.history.replace("/home"), [router]);
  return (
    <div className="page narrow">
      <Pushed to={to} onGo={go} onStay={stay} />
    </div>
  );
}
