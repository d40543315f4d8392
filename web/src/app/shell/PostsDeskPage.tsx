import { Link, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { PostsView } from "@/community/visits/PostsView";

export default function PostsDeskPage() {
  const { t } = useTranslation();
  const { org } = useParams({ from: "/frame/homes/$org/gate" });
  return (
    <div className="page narrow">
      <header className="page-head apart">
        <h1>{t("visits.posts_title")}</h1>
        <Link className="button plain" to="/gate/$org" params={{ org }}>
          {t("visits.gate_waiting")}
        </Link>
      </header>
      <PostsView key={org} org={org} />
    </div>
  );
}
