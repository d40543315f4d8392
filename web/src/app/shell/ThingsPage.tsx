import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useHint } from "@/chat/live/work";
import { mineQuery } from "@/community/homes/homes.data";
import { ThingsView } from "@/community/things/ThingsView";
import { useFreshen } from "@/community/things/things.data";

export default function ThingsPage() {
  const { t } = useTranslation();
  const { home } = useParams({ from: "/frame/homes/devices/$home" });
  useHint("home.device", useFreshen(home));
  const { data: homes } = useQuery(mineQuery);
  const own = homes?.find((one) => one.home === home);
  return (
    <div className="page narrow">
      <header className="page-head apart">
        <div>
          <h1>{t("things.title", { number: own?.number ?? "" })}</h1>
          <p>{t("things.lead")}</p>
        </div>
        <Link className="button plain" to="/homes">
          {t("things.back")}
        </Link>
      </header>
      {own ? <ThingsView key={home} home={own} /> : null}
    </div>
  );
}

