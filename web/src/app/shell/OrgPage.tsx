import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { meQuery } from "@/yard/me/me.data";
import { OrgView } from "@/yard/orgs/OrgView";

export default function OrgPage() {
  const { org } = useParams({ from: "/frame/orgs/$org" });
  const { data: me } = useQuery(meQuery);
  return <div className="page">{me ? <OrgView key={org} org={org} me={me.id} /> : null}</div>;
}
