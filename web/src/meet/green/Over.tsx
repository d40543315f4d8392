import { useTranslation } from "react-i18next";
import { Icon, type IconName } from "@/ui/Icon";
import { Button } from "@/ui/plain";
import type { Ending } from "../room/rejoin.model";

const icons: Record<Ending, IconName> = { left: "check", removed: "info", ended: "check", elsewhere: "info", lost: "warn" };

/** After the meeting: what happened, and what can be done now. */
export function Over({ ending, onAgain, home, kept }: { ending: Ending; onAgain: () => void; home: string; kept?: string | undefined }) {
  const { t } = useTranslation();
  const again = ending === "left" || ending === "lost" || ending === "elsewhere";
  return (
    <section className="over stack" role="status">
      <Icon name={icons[ending]} size={40} />
      <h1>{t(`room.${ending}`)}</h1>
      <p>{t(`room.${ending}_next`)}</p>
      <div className="row wrap">
        {again ? (
          <Button weight="door" onClick={onAgain}>
            {t("room.rejoin")}
          </Button>
        ) : null}
        {kept ? (
          <a className="button plain" href={`/held#guest.${kept}`}>
            {t("room.kept")}
          </a>
        ) : null}
        <a className="button plain" href={home}>
          {t("room.home")}
        </a>
      </div>
    </section>
  );
}
