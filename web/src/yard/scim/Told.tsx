/** The address and the token of a connection, told this once, and where a directory wants them. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { copyText } from "@/ui/copy";
import { Button, Field, Note } from "@/ui/plain";
import { showDay } from "@/ui/when";
import type { ConnectionToken } from "./scim.data";
import { addressOf } from "./scim.model";
import "./words";

/** Kinds of directories, each with its own way to be told. */
const kinds = ["entra", "okta", "other", "china"] as const;

export function Told({ told, onKept }: { told: ConnectionToken; onKept: () => void }) {
  const { t, i18n } = useTranslation();
  return (
    <div className="stack">
      <Note>{t("scim.once")}</Note>
      <Copied part="address" value={addressOf(globalThis.location.origin, told.path)} />
      <Copied part="token" value={told.token} />
      <p className="small muted">{t("scim.until", { day: showDay(told.ends_at, i18n.language) })}</p>
      <h3>{t("scim.how")}</h3>
      <p>{t("scim.needs")}</p>
      {kinds.map((kind) => (
        <details key={kind}>
          <summary>{t(`scim.${kind}`)}</summary>
          <p>{t(`scim.${kind}_how`)}</p>
        </details>
      ))}
      <div>
        <Button weight="door" onClick={onKept}>
          {t("scim.kept")}
        </Button>
      </div>
    </div>
  );
}

/** A line that is copied: it is selected as a whole where the browser forbids to. */
function Copied({ part, value }: { part: "address" | "token"; value: string }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState<boolean>();
  return (
    <div className="stack tight">
      <Field label={t(`scim.${part}`)} className="mono" value={value} readOnly onFocus={(event) => event.target.select()} />
      <div className="row wrap">
        <Button icon="copy" onClick={() => void copyText(value).then(setCopied)}>
          {t(`scim.copy_${part}`)}
        </Button>
        <span role="status">{copied === undefined ? "" : t(copied ? "common.copied" : "programs.copy_failed")}</span>
      </div>
    </div>
  );
}
