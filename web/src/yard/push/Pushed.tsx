import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Check } from "@/ui/plain";
import { openAtOnce, opensAtOnce } from "./always";

/** A notification was touched: it leads on only after a yes, or where its person wants no more asking. */
export function Pushed({ to, onGo, onStay }: { to: string; onGo: () => void; onStay: () => void }) {
  const { t } = useTranslation();
  const [always, setAlways] = useState(false);
  const [atOnce] = useState(opensAtOnce);
  useEffect(() => {
    if (atOnce) onGo();
  }, [atOnce, onGo]);
  if (atOnce) return null;
  const place = to.startsWith("/chats") ? "chats" : to.startsWith("/notices") ? "notices" : "home";
  const go = () => {
    if (always) openAtOnce(true);
    onGo();
  };
  return (
    <section className="card stack" role="alertdialog" aria-labelledby="pushed-title" aria-describedby="pushed-lead">
      <h1 id="pushed-title">{t("push.ask_title")}</h1>
      <p id="pushed-lead">{t("push.ask_lead", { place: t(`push.place_${place}`) })}</p>
      <Check checked={always} onChange={setAlways}>
        {t("push.ask_always")}
      </Check>
      <div className="row wrap">
        <Button weight="door" autoFocus onClick={go}>
          {t("push.ask_go")}
        </Button>
        <Button onClick={onStay}>{t("push.ask_stay")}</Button>
      </div>
    </section>
  );
}
