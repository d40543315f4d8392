import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { emptyDrawer } from "@/chat/live/drawer";
import { CloseAccount } from "@/yard/closing/CloseAccount";
import { useAsksFor } from "@/yard/data/data.data";
import { Freeze } from "@/yard/freeze/Freeze";
import { Basics } from "@/yard/me/Basics";
import { Devices } from "@/yard/me/Devices";
import { meQuery, useSignOut } from "@/yard/me/me.data";
import { Age } from "@/yard/minor/Age";
import { Wards } from "@/yard/minor/Wards";
import { NameAndPicture } from "@/yard/me/NameAndPicture";
import { DocumentLinks } from "@/yard/policy/DocumentLinks";
import { Passkeys } from "@/yard/passkey/Passkeys";
import { Button } from "@/ui/plain";

export default function MePage() {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const verifies = useAsksFor("real-name");
  const signOut = useSignOut();
  if (!me) return null;
  return (
    <div className="page narrow">
      <header className="page-head apart">
        <h1>{t("title.me")}</h1>
        <Button icon="leave" busy={signOut.isPending} onClick={() => signOut.mutate(undefined, { onSettled: () => void emptyDrawer().finally(() => location.assign("/")) })}>
          {t("me.sign_out")}
        </Button>
      </header>
      <NameAndPicture me={me} />
      <Basics />
      <Devices />
      <Passkeys />
      <Age />
      <Wards />
      <section className="card stack" aria-labelledby="privacy-title">
        <h2 id="privacy-title">{t("me.privacy")}</h2>
        <ul className="lines">
          <li>
            <Link to="/me/permissions">{t("permissions.title")}</Link>
          </li>
          <li>
            <Link to="/data">{t("title.data")}</Link>
          </li>
          <li>
            <Link to="/me/applications">{t("me.applications")}</Link>
          </li>
          {verifies ? (
            <li>
              <Link to="/me/real-name">{t("me.real_name")}</Link>
            </li>
          ) : null}
          <li>
            <Link to="/settings">{t("title.settings")}</Link>
          </li>
          <li>
            <Link to="/about">{t("client.title")}</Link>
          </li>
        </ul>
      </section>
      <section className="card stack" aria-labelledby="policy-title">
        <h2 id="policy-title">{t("policy.documents")}</h2>
        <DocumentLinks />
      </section>
      <Freeze />
      <CloseAccount />
    </div>
  );
}
