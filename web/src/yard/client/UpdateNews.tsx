import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
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
      <Must title={t("client.newer_must")}>
        <Changes release={data} />
        <Anew />
      </Must>
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

/** A dialog that nothing closes; the page behind it rests. */
function Must({ title, children }: { title: string; children: ReactNode }) {
  const box = useRef<HTMLDialogElement>(null);
  const open = () => {
    if (box.current && !box.current.open) box.current.showModal();
  };
  useEffect(open, []);
  return (
    <dialog ref={box} className="dialog" aria-label={title} onCancel={(event) => event.preventDefault()} onClose={open}>
      <div className="stack">
        <h2>{title}</h2>
        {children}
      </div>
    </dialog>
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
