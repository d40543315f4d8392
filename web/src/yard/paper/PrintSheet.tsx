import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Qr } from "@/ui/Qr";
import { showDay } from "@/ui/when";
import { Button } from "@/ui/plain";
import { sayScope } from "../mandate/say";
import type { Sheet } from "./paper.data";
import { sayAbout, sayWhat } from "./say";

/** Loads the words of a language that the page itself may not be in. */
export type Learn = (language: "zh-CN" | "en") => Promise<void>;

/** The sheet as it is printed: the very text of the page, its version and number, and room to sign. */
export function PrintSheet({ sheet, scopes, learn }: { sheet: Sheet; scopes?: readonly string[]; learn: Learn }) {
  const { t, i18n } = useTranslation();
  // A sheet is in the language it was asked for, whatever the desk reads in.
  const lang = sheet.paper.lang === "en" ? "en" : "zh-CN";
  const words = useQuery({ queryKey: ["words", lang], queryFn: () => learn(lang).then(() => true) });
  const say = i18n.getFixedT(lang);
  const { paper, text } = sheet;
  const about = sayAbout(paper, new Map(text ? [[text.purpose, text.title]] : []), say);
  if (!words.data) return null;
  return (
    <div className="stack">
      <article className="print-sheet stack" lang={paper.lang}>
        <header className="row apart">
          <div className="stack tight">
            <h3>
              {sayWhat(paper.what, say)}
              {about ? ` · ${about}` : ""}
            </h3>
            <p className="small">{say("paper.sheet_head", { number: paper.number, version: paper.version, day: showDay(paper.printed_at, paper.lang) })}</p>
          </div>
          <Qr text={paper.number} label={paper.number} size={96} />
        </header>
        {text ? [text.what, text.why, text.how_long, text.who, text.if_not].map((line) => <p key={line}>{line}</p>) : null}
        {scopes ? <p>{say("paper.mandate_covers", { scopes: scopes.map((scope) => sayScope(scope, say)).join(" · ") })}</p> : null}
        {paper.what === "request" ? <p className="print-room">{say("paper.your_words")}</p> : null}
        <p>{say(paper.what === "withdrawal" ? "paper.i_withdraw" : paper.what === "consent" ? "paper.i_agree" : "paper.i_ask")}</p>
        <p className="print-lines">
          {say("paper.signature")} ____________________ {say("paper.day")} ____________
        </p>
        <p className="print-lines">
          {say("paper.first_witness")} ____________________ {say("paper.second_witness")} ____________________
        </p>
        <p className="small">{say("paper.sheet_foot")}</p>
      </article>
      <div>
        <Button onClick={() => window.print()}>{t("paper.print_go")}</Button>
      </div>
    </div>
  );
}
