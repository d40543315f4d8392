import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Note } from "@/ui/plain";
import { type Shared, sharedIn } from "./share.model";

/**
 * A share code on the clipboard is found here, on this device: when the page opens, where the browser was allowed to look, when
 * something is pasted, or at a press. What is no share code is looked at and let go.
 */
export function ShareCatch({ onCard }: { onCard: (code: string) => void }) {
  const { t } = useTranslation();
  const [shared, setShared] = useState<Shared>();
  const [isNone, setNone] = useState(false);
  useEffect(() => {
    let over = false;
    const keep = (text: string) => {
      const found = sharedIn(text);
      if (found && !over) setShared(found);
      return found;
    };
    void allowedText().then((text) => text !== undefined && keep(text));
    const paste = (event: ClipboardEvent) => {
      const found = keep(event.clipboardData?.getData("text/plain") ?? "");
      if (found) event.preventDefault();
    };
    document.addEventListener("paste", paste);
    return () => {
      over = true;
      document.removeEventListener("paste", paste);
    };
  }, []);
  const look = async () => {
    const text = await navigator.clipboard.readText().catch(() => "");
    const found = sharedIn(text);
    setShared(found);
    setNone(!found);
  };
  return (
    <div className="share-catch">
      {shared ? (
        <div className="card row wrap" role="status">
          <p className="contact-name">{t(`contacts.shared_${shared.kind}`)}</p>
          <Button
            weight="door"
            onClick={() => {
              setShared(undefined);
              if (shared.kind === "person") onCard(shared.code);
              else location.assign(`/m/${shared.code}`);
            }}
          >
            {t("contacts.shared_open")}
          </Button>
          <Button weight="quiet" onClick={() => setShared(undefined)}>
            {t("contacts.shared_leave")}
          </Button>
        </div>
      ) : (
        <Button weight="quiet" icon="copy" onClick={() => void look()}>
          {t("contacts.clipboard")}
        </Button>
      )}
      {isNone && !shared ? <Note>{t("contacts.clipboard_none")}</Note> : null}
    </div>
  );
}

/** The clipboard, where the browser was allowed before to let this page look; nothing is asked for here. */
async function allowedText(): Promise<string | undefined> {
  try {
    const { state } = await navigator.permissions.query({ name: "clipboard-read" as PermissionName });
    return state === "granted" ? await navigator.clipboard.readText() : undefined;
  } catch {
    return undefined;
  }
}
