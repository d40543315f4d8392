import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Modal } from "@/ui/kit/Kit";
import { Button, Note } from "@/ui/plain";
import { ownBuild } from "./build";
import { type Release, releaseQuery } from "./client.data";

/** A newer version is there: told with what changed; where the house insists, nothing else goes on before. */
export function UpdateNews() {
  const { t, i18n } = useTranslation();
  const { data } = useQuery(releaseQuery(i18n.language));
  const build = ownBuild();
  if (!data?.build || build === "dev" || data.build === build) return null;
  if (data.must_be_new) {
    return (
      <Modal open title={t("client.newer_must")} closable={false} mask={{ closable: false }} keyboard={false} footer={<Anew />}>
        <Changes release={data} />
      </Modal>
    );
  }
  return (
    <Note>
      <div className="stack tight">
        <strong>{t("client.newer")}</strong>
        <Changes release={data} />
        <div className="row">
          <Anew />
        </div>
      </div>
    </Note>
  );
}

function Anew() {
  const { t } = useTranslation();
  return (
    <Button weight="door" onClick={() => location.reload()}>
      {t("client.anew")}
    </Button>
  );
}

/** What changed in the newest release. */
export function Changes({ release }: { release: Release }) {
  const { t } = useTranslation();
  const newest = release.changes[0];
  if (!newest) return null;
  return (
    <div>
      <p className="small muted">{t("client.version_of", { version: newest.version, date: newest.date })}</p>
      <ul className="small">
        {newest.notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
    </div>
  );
}
