import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Dialog, Field, Note, Waiting } from "@/ui/plain";
import { showInstant } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { type ImportedOf, foundQuery, importedQuery, partQuery, useImported } from "./imported.data";

type Line = { seq: number; by?: string | null; at: string; text?: string | null; files: string[] };

/** Conversations that one brought along: to read, to search, to remove; and a file to bring another. */
export function Imported() {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const all = useQuery(importedQuery);
  const { take } = useImported();
  const chosen = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState("");
  const text = useDeferredValue(typed.trim());
  const [reading, setReading] = useState<ImportedOf>();
  return (
    <div className="stack">
      <p className="muted">{t("imported.lead")}</p>
      <div className="row">
        <input ref={chosen} type="file" hidden accept=".json,application/json" aria-label={t("imported.file")} onChange={({ target }) => {
          const file = target.files?.[0];
          target.value = "";
          if (file) take.mutate(file);
        }} />
        <Button busy={take.isPending} onClick={() => chosen.current?.click()}>
          {t("imported.take")}
        </Button>
      </div>
      {take.isError ? <Note tone="warn" alert>{sayWhy(take.error)}</Note> : null}
      {all.data?.length ? (
        <>
          <Field type="search" label={t("imported.search")} value={typed} maxLength={100} onChange={(event) => setTyped(event.target.value)} />
          {text ? <Found text={text} all={all.data} /> : null}
          <ul className="lines" aria-label={t("imported.title")}>
            {all.data.map((one) => (
              <One key={one.id} one={one} onRead={() => setReading(one)} />
            ))}
          </ul>
        </>
      ) : (
        <p className="empty muted">{t("imported.none")}</p>
      )}
      {reading ? <Read one={reading} onClose={() => setReading(undefined)} /> : null}
    </div>
  );
}

const useTitle = () => {
  const { t } = useTranslation();
  return (one: ImportedOf | undefined) => one?.name ?? t("imported.of_two");
};

function One({ one, onRead }: { one: ImportedOf; onRead: () => void }) {
  const { t, i18n } = useTranslation();
  const { remove } = useImported();
  return (
    <li>
      <div className="lines-main">
        <strong>{useTitle()(one)}</strong>
        <span className="small muted">{t("imported.from", { house: one.house, at: showInstant(one.made_at, i18n.language), count: one.lines })}</span>
      </div>
      <span className="row wrap">
        <Button onClick={onRead}>{t("imported.read")}</Button>
        <Button weight="danger" busy={remove.isPending} onClick={() => remove.mutate(one.id)}>
          {t("imported.remove")}
        </Button>
      </span>
    </li>
  );
}

function Found({ text, all }: { text: string; all: readonly ImportedOf[] }) {
  const { t } = useTranslation();
  const titleOf = useTitle();
  const { data } = useQuery(foundQuery(text));
  if (!data) return <Waiting label={t("conversation.finding")} />;
  if (data.length === 0) return <p className="empty muted">{t("conversation.found_none")}</p>;
  return (
    <ul className="lines" aria-label={t("imported.found")}>
      {data.map(({ imported, line }) => (
        <Said key={`${imported}/${line.seq}`} line={line} within={titleOf(all.find(({ id }) => id === imported))} />
      ))}
    </ul>
  );
}

function Said({ line, within }: { line: Line; within?: string }) {
  const { t, i18n } = useTranslation();
  return (
    <li>
      <div className="lines-main">
        <span className="row wrap small muted">
          <span>{line.by ?? t("conversation.somebody")}</span>
          <time dateTime={line.at}>{showInstant(line.at, i18n.language)}</time>
          {within ? <span>{within}</span> : null}
        </span>
        <span style={{ whiteSpace: "pre-line", overflowWrap: "anywhere" }}>{line.text ?? <span className="muted">{t("grant.gone")}</span>}</span>
        {line.files.map((name, at) => (
          <span key={at} className="small muted">
            {t("imported.file_named", { name })}
          </span>
        ))}
      </div>
    </li>
  );
}

/** Read only, a hundred messages at a time, the newest first to be shown. */
function Read({ one, onClose }: { one: ImportedOf; onClose: () => void }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const title = useTitle()(one);
  const [part, setPart] = useState(Math.max(0, one.parts - 1));
  const lines = useQuery({ ...partQuery(one.id, part), enabled: one.parts > 0 });
  return (
    <Dialog open title={title} closeLabel={t("common.close")} onClose={onClose}>
      <div className="stack">
        <Note>{t("imported.note")}</Note>
        {lines.isError ? <Note tone="warn" alert>{sayWhy(lines.error)}</Note> : null}
        <ul className="lines">
          {lines.data?.map((line) => (
            <Said key={line.seq} line={line} />
          ))}
        </ul>
        {one.parts > 1 ? (
          <div className="row wrap">
            <Button weight="quiet" disabled={part === 0} onClick={() => setPart(part - 1)}>
              {t("imported.earlier")}
            </Button>
            <Button weight="quiet" disabled={part + 1 >= one.parts} onClick={() => setPart(part + 1)}>
              {t("imported.later")}
            </Button>
          </div>
        ) : null}
      </div>
    </Dialog>
  );
}
