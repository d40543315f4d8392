import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { copyText } from "@/ui/copy";
import { Button, Field, Note } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import type { Bytes } from "./bytes";
import { makeKey, shown, typedKey } from "./recovery";
import { sealedBook, standingQuery } from "./session";
import type { Standing } from "./shapes";
import "./words";

/** Characters at the end of a key that are typed back: a picture of the screen alone does not do. */
const TYPED_BACK = 8;

/** What is needed before this browser takes part: a recovery key, a new one or the one that there is. */
export function Setup({ me, standing }: { me: string; standing: Standing }) {
  const { t } = useTranslation();
  const [lost, setLost] = useState(false);
  if (standing === "unable") return <Note tone="warn">{t("sealed.unable")}</Note>;
  return (
    <section className="stack sealed-setup">
      <p className="muted">{t("sealed.about")}</p>
      {standing === "elsewhere" && !lost ? <Enter me={me} onLost={() => setLost(true)} /> : <Fresh me={me} onBack={lost ? () => setLost(false) : undefined} />}
    </section>
  );
}

function useDone(me: string): () => void {
  const cache = useQueryClient();
  return () => void cache.invalidateQueries({ queryKey: standingQuery(me).queryKey });
}

function Fresh({ me, onBack }: { me: string; onBack: (() => void) | undefined }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const [made, setMade] = useState<{ key: Bytes; text: string }>();
  const [step, setStep] = useState<"show" | "type">("show");
  const [copied, setCopied] = useState(false);
  const [typed, setTyped] = useState("");
  const [isWrong, setWrong] = useState(false);
  const make = useMutation({ mutationFn: async (key: Bytes) => await (await sealedBook(me)).make(key), onSuccess: useDone(me) });
  const end = made?.text.replaceAll(" ", "").slice(-TYPED_BACK);
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        const isRight = typed.toUpperCase().replace(/\s/g, "") === end;
        setWrong(!isRight);
        if (isRight && made) make.mutate(made.key);
      }}
    >
      <h3>{t("sealed.fresh_title")}</h3>
      <p>{t(onBack ? "sealed.lost_about" : "sealed.fresh_about")}</p>
      {made && step === "show" ? (
        <>
          <p className="sealed-key" aria-label={t("sealed.key")}>
            {made.text.split(" ").map((group, at) => (
              <span key={`${at} ${group}`}>{group} </span>
            ))}
          </p>
          <div className="row wrap">
            <Button icon="copy" onClick={() => void copyText(made.text).then(setCopied)}>
              {t(copied ? "sealed.copied" : "sealed.copy")}
            </Button>
            <Button weight="door" onClick={() => setStep("type")}>
              {t("sealed.written")}
            </Button>
          </div>
        </>
      ) : null}
      {made && step === "type" ? (
        <>
          <Field label={t("sealed.type_back")} value={typed} autoFocus autoComplete="off" mistake={isWrong ? t("sealed.type_wrong") : undefined} onChange={(event) => setTyped(event.target.value)} />
          {make.isError ? <Note tone="warn" alert>{sayWhy(make.error)}</Note> : null}
          <Button type="submit" weight="door" wide busy={make.isPending}>
            {t("sealed.done")}
          </Button>
        </>
      ) : null}
      {made ? null : (
        <Button
          weight="door"
          icon="key"
          wide
          onClick={() => {
            const key = makeKey();
            void shown(key).then((text) => setMade({ key, text }));
          }}
        >
          {t("sealed.make")}
        </Button>
      )}
      {onBack && !made ? <Button onClick={onBack}>{t("sealed.lost_back")}</Button> : null}
    </form>
  );
}

function Enter({ me, onLost }: { me: string; onLost: () => void }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const [typed, setTyped] = useState("");
  const [mistake, setMistake] = useState<string>();
  const done = useDone(me);
  const recover = useMutation({
    mutationFn: async () => {
      const key = await typedKey(typed);
      if (!key) return "sealed.enter_wrong" as const;
      return (await (await sealedBook(me)).recover(key)) ? undefined : ("sealed.enter_other" as const);
    },
    onSuccess: (mistaken) => {
      setMistake(mistaken && t(mistaken));
      if (!mistaken) done();
    },
  });
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        recover.mutate();
      }}
    >
      <h3>{t("sealed.elsewhere_title")}</h3>
      <p>{t("sealed.elsewhere_about")}</p>
      <Field label={t("sealed.enter")} value={typed} autoFocus autoComplete="off" spellCheck={false} mistake={mistake} onChange={(event) => setTyped(event.target.value)} />
      {recover.isError ? <Note tone="warn" alert>{sayWhy(recover.error)}</Note> : null}
      <Button type="submit" weight="door" wide busy={recover.isPending} disabled={!typed.trim()}>
        {t("sealed.join")}
      </Button>
      <button type="button" className="link" onClick={onLost}>
        {t("sealed.lost")}
      </button>
    </form>
  );
}
