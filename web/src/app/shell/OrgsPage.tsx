import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Former } from "@/yard/former/Former";
import { meQuery } from "@/yard/me/me.data";
import { CreateOrg } from "@/yard/orgs/CreateOrg";
import { MyInvitations, MyOrgs } from "@/yard/orgs/MyOrgs";
import { Button } from "@/ui/plain";
import { standIn } from "./stand";

export default function OrgsPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { data: me } = useQuery(meQuery);
  const [creating, setCreating] = useState(false);
  const open = (org: string) => void navigate({ to: "/orgs/$org", params: { org } });
  return (
    <div className="page">
      <header className="page-head apart">
        <h1>{t("title.orgs")}</h1>
        <Button icon="plus" onClick={() => setCreating(true)}>
          {t("orgs.create")}
        </Button>
      </header>
      <MyInvitations />
      <MyOrgs orgs={me?.orgs ?? []} onOpen={open} />
      <Former />
      <CreateOrg
        open={creating}
        creator={me?.name ?? ""}
        onClose={() => setCreating(false)}
        onCreated={(org) => {
          standIn(org);
          open(org);
        }}
      />
    </div>
  );
}
