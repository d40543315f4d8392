/** The nine permissions that people ask about, each in one line: what for, when it is asked, whether it is closed again. */
import i18next from "i18next";
import { useTranslation } from "react-i18next";
import type { Answer } from "@/api/client";
import en from "./nine.en.json";
import zh from "./nine.zh.json";

// These sentences come with this list: nobody else loads them.
i18next.addResourceBundle("zh-CN", "translation", zh, true, false);
i18next.addResourceBundle("en", "translation", en, true, false);

/** By what the policy calls them. Of those with none nothing is asked: a page can read neither, nor has this house a use for it. */
const NINE = {
  location: ["location"],
  camera: ["camera"],
  contacts: ["contacts"],
  microphone: ["microphone"],
  storage: ["pictures", "files"],
  bluetooth: ["bluetooth"],
  calendar: ["calendar"],
  device: ["device"],
  wifi: ["wifi"],
} as const satisfies Record<string, readonly string[]>;

export default function Nine({ rows }: { rows: Answer<"policy.permissions">["rows"] }) {
  const { t } = useTranslation();
  return (
    <section className="card stack" aria-labelledby="nine">
      <h2 id="nine">{t("nine.title")}</h2>
      <ol className="stack">
        {Object.entries(NINE).map(([name, devices]) => {
          const asked = rows.filter(({ permission }) => (devices as readonly string[]).includes(permission));
          const purposes = [...new Set(asked.map(({ purpose_title }) => purpose_title))].join(" · ");
          return (
            <li key={name} data-permission={name} className="stack tight">
              <span className="row wrap">
                <strong>{t(`nine.${name as keyof typeof NINE}`)}</strong>
                <span className="tag">{t(asked.length > 0 ? "nine.asked" : "nine.never")}</span>
                {asked.length > 0 ? <span className="tag">{t(asked.every(({ closable }) => closable) ? "nine.closable" : "nine.open")}</span> : null}
              </span>
              {asked.length > 0 ? <span className="small muted">{t("nine.for", { purposes })}</span> : null}
            </li>
          );
        })}
      </ol>
    </section>
  );
}
