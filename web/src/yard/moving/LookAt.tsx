import type { UseMutationResult } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { PickFile } from "@/ui/PickFile";
import { Note } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { type Archive, archiveIn } from "./moving.data";

type Props<T> = {
  id: string;
  title: string;
  lead: string;
  look: UseMutationResult<T, Error, Archive>;
  /** What the house found in the archive. The key changes with each look. */
  children: (archive: Archive, looked: T, key: number) => ReactNode;
};

/** An archive is picked, and the house says what it would bring. */
export function LookAt<T>({ id, title, lead, look, children }: Props<T>) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const [archive, setArchive] = useState<Archive>();
  const [strange, setStrange] = useState(false);
  const pick = async (file: File) => {
    const found = await archiveIn(file);
    setStrange(!found);
    setArchive(found);
    if (found) look.mutate(found);
    else look.reset();
  };
  return (
    <section className="stack tight" aria-labelledby={id}>
      <h3 id={id}>{title}</h3>
      <p className="muted">{lead}</p>
      <div className="row">
        <PickFile accept="application/json,.json" busy={look.isPending} onPick={pick}>
          {t("moving.pick")}
        </PickFile>
      </div>
      {strange ? <Note tone="warn" alert>{t("moving.no_archive")}</Note> : null}
      {look.isError ? <Note tone="warn" alert>{sayWhy(look.error)}</Note> : null}
      {look.data && archive ? children(archive, look.data, look.submittedAt) : null}
    </section>
  );
}
