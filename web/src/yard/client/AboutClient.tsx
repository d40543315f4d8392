import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Note, Waiting } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { type Device, device } from "../crash/device";
import { ownBuild, ownVersion } from "./build";
import { releaseQuery } from "./client.data";
import { Changes } from "./UpdateNews";

/** Which client this is, whether it is the house's own newest, and on what it runs. */
export function AboutClient() {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const release = useQuery(releaseQuery(i18n.language));
  const here = useDevice();
  if (release.isError) return <Note tone="warn">{sayWhy(release.error)}</Note>;
  if (!release.data) return <Waiting label={t("common.loading")} />;
  const same = release.data.version === ownVersion && release.data.build === ownBuild();
  const system = [here?.system, here?.system_version].filter(Boolean).join(" ");
  const browser = [here?.browser, here?.browser_version].filter(Boolean).join(" ");
  return (
    <section className="card stack" aria-labelledby="version-title">
      <h2 id="version-title">{t("client.version")}</h2>
      <dl className="pair">
        <dt>{t("client.own")}</dt>
        <dd data-own>{`${ownVersion} · ${ownBuild()}`}</dd>
        <dt>{t("client.of_house")}</dt>
        <dd data-house>{`${release.data.version} · ${release.data.build ?? "–"}`}</dd>
        <dt>{t("client.device")}</dt>
        <dd>{here?.model ?? t("client.not_told")}</dd>
        <dt>{t("client.system")}</dt>
        <dd>{system || t("client.not_told")}</dd>
        <dt>{t("client.browser")}</dt>
        <dd>{browser || t("client.not_told")}</dd>
        <dt>{t("client.screen")}</dt>
        <dd>{`${screen.width} × ${screen.height}`}</dd>
      </dl>
      {same ? <Note tone="good">{t("client.same")}</Note> : <Note tone="warn">{t("client.older")}</Note>}
      <Changes release={release.data} />
      <p className="small muted">{t("client.device_stays")}</p>
    </section>
  );
}

function useDevice(): Device | undefined {
  const [here, setHere] = useState<Device>();
  useEffect(() => {
    let over = false;
    void device().then((found) => (over ? undefined : setHere(found)));
    return () => void (over = true);
  }, []);
  return here;
}
