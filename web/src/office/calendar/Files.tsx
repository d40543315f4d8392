/** Calendar files: mine goes out, another comes in once it was seen what would become of it, and what came in is taken back. */
import { useTranslation } from "react-i18next";
import { PickFile } from "@/ui/PickFile";
import { Button, Dialog, Note, Waiting } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { type Looked, useExport, useImport, useLookAtFile, useUndoImport } from "./calendar.data";

export function FilesDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const [look, take, undo, give] = [useLookAtFile(), useImport(), useUndoImport(), useExport()];
  const failed = [look, take, undo, give].find(({ isError }) => isError);
  const chosen = (file: File) => {
    take.reset();
    undo.reset();
    void file.text().then((text) => look.mutate(text));
  };
  const back = take.data?.undo;
  return (
    <Dialog open title={t("calendar.files")} closeLabel={t("common.close")} onClose={onClose}>
      <div className="stack">
        <p>{t("calendar.files_lead")}</p>
        <Button icon="download" busy={give.isPending} onClick={() => give.mutate()}>{t("calendar.give")}</Button>
        <PickFile accept=".ics,text/calendar" icon="plus" busy={look.isPending || take.isPending} onPick={chosen}>{t("calendar.take")}</PickFile>
        {look.isPending ? <Waiting label={t("common.loading")} /> : null}
        {look.data && !take.data ? <Preview looked={look.data} busy={take.isPending} onTake={() => take.mutate(look.data.file)} /> : null}
        {take.data && !undo.data ? (
          <>
            <Note tone="good" alert>{t("calendar.taken_in", { taken: take.data.taken, changed: take.data.changed })}</Note>
            {back ? <Button busy={undo.isPending} onClick={() => undo.mutate(back)}>{t("calendar.undo")}</Button> : null}
          </>
        ) : null}
        {undo.data ? <Note tone="good" alert>{t("calendar.undone", undo.data)}</Note> : null}
        {failed ? <Note tone="warn" alert>{sayWhy(failed.error)}</Note> : null}
      </div>
    </Dialog>
  );
}

function Preview({ looked, busy, onTake }: { looked: Looked; busy: boolean; onTake: () => void }) {
  const { t } = useTranslation();
  const { taken, changed, known, left, items, unread } = looked;
  const untitled = (title: string) => title || t("calendar.import_untitled");
  return (
    <section className="stack calendar-import" aria-label={t("calendar.take")}>
      <p>{t("calendar.import_counts", { taken, changed, known })}</p>
      {items.length > 0 ? (
        <ul className="stack tight">
          {items.map((one, at) => (
            // A file may name two events alike, on one day: nothing but their order tells them apart.
            <li key={at} className="row apart wrap">
              <span>
                <strong>{untitled(one.title)}</strong>{" "}
                <span className="small muted">{one.all_day ? one.begins.slice(0, 10) : one.begins.slice(0, 16).replace("T", " ")}</span>
              </span>
              <span className="small muted">{t(`calendar.import_${one.becomes === "changed" ? "changed" : "new"}`)}</span>
            </li>
          ))}
        </ul>
      ) : null}
      {items.length < taken + changed ? <p className="small muted">{t("calendar.import_first", { count: items.length })}</p> : null}
      {left > 0 ? (
        <Note tone="warn">
          <p>{t("calendar.import_left", { count: left })}</p>
          <ul>
            {unread.map((one, at) => (
              <li key={at}>{`${untitled(one.title)} — ${t(`calendar.why_${one.why}`)}`}</li>
            ))}
          </ul>
          {unread.length < left ? <p className="small">{t("calendar.import_first", { count: unread.length })}</p> : null}
        </Note>
      ) : null}
      {taken + changed > 0 ? (
        <Button weight="door" busy={busy} onClick={onTake}>{t("calendar.import_do", { count: taken + changed })}</Button>
      ) : (
        <Note>{t("calendar.import_nothing")}</Note>
      )}
    </section>
  );
}
