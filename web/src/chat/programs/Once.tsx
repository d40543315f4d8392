import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { copyText } from "@/ui/copy";
import { Button, Field } from "@/ui/plain";

type OnceProps = { label: string; value: string; copy: string; onKept: () => void; children?: ReactNode };

/** Something that is told this once: it is copied and kept elsewhere. */
export function Once({ label, value, copy, onKept, children }: OnceProps) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState<boolean>();
  return (
    <>
      <Field label={label} value={value} readOnly onFocus={(event) => event.target.select()} />
      {children}
      <p role="status">{copied === undefined ? "" : t(copied ? "hooks.copied" : "hooks.copy_failed")}</p>
      <div className="row wrap">
        <Button icon="copy" onClick={() => void copyText(value).then(setCopied)}>
          {copy}
        </Button>
        <Button weight="door" onClick={onKept}>
          {t("hooks.kept")}
        </Button>
      </div>
    </>
  );
}
