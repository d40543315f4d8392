import { useState } from "react";
import { useTranslation } from "react-i18next";
import { copyText } from "@/ui/copy";
import { Button } from "@/ui/plain";
import type { Inside } from "@/ui/platform";
import { Sheet } from "./Sheet";

/** In WeChat's, DingTalk's or QQ's own browser without a camera: one picture, one button. */
export function Elsewhere({ program, onAnyway }: { program: Inside; onAnyway: () => void }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  return (
    <Sheet>
      <section className="stack loose elsewhere">
        <svg viewBox="0 0 320 150" aria-hidden="true" focusable="false">
          <rect className="ew-phone" x="8" y="10" width="304" height="136" rx="16" />
          <rect className="ew-bar" x="8" y="10" width="304" height="36" rx="16" />
          <path className="ew-dots" d="M272 28h.01M284 28h.01M296 28h.01" />
          <path className="ew-arrow" d="M150 118c70 0 112-20 128-56M278 62l-14 10M278 62l6 16" />
        </svg>
        <h1>{t("webview.title")}</h1>
        <p>{t("webview.lead", { app: t(`webview.${program}`) })}</p>
        <Button weight="door" icon={copied ? "check" : "copy"} wide onClick={() => void copyText(location.href).then(setCopied)}>
          {copied ? t("common.copied") : t("webview.copy")}
        </Button>
        <Button weight="quiet" onClick={onAnyway}>
          {t("webview.anyway")}
        </Button>
      </section>
    </Sheet>
  );
}
