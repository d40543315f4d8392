/** A bell of my home that rings: what its camera shows now. Nothing of it is kept. */
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "@/ui/Icon";
import { useSayWhy } from "@/ui/words";
import { Seen } from "./DoorView";
import { DoorRoom } from "./door.model";
import { lookThrough } from "./intercom.data";
import "./words";
import "./intercom.css";

type BellProps = { home: string; thing: string; rang: boolean; onClose: () => void };

export function BellView({ home, thing, rang, onClose }: BellProps) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const [room, setRoom] = useState<DoorRoom>();
  const [wrong, setWrong] = useState<unknown>();
  useEffect(() => {
    const own = new DoorRoom();
    let isOver = false;
    const enter = async () => {
      const { token } = await lookThrough(home, thing);
      if (isOver) return;
      setRoom(own);
      await own.join(token, false);
    };
    enter().catch((error: unknown) => void (isOver || setWrong(error)));
    return () => {
      isOver = true;
      own.close();
    };
  }, [home, thing]);
  return (
    <section className="door-call" role="alertdialog" aria-label={t(rang ? "intercom.bell" : "intercom.look")}>
      <header>
        <b>{t(rang ? "intercom.bell" : "intercom.look")}</b>
      </header>
      {wrong ? (
        <p className="door-note" role="alert">
          {sayWhy(wrong)}
        </p>
      ) : room ? (
        <Seen room={room} />
      ) : (
        <p className="door-picture">{t("intercom.dark")}</p>
      )}
      <p className="door-note">{t("intercom.bell_lead")}</p>
      <footer>
        <button type="button" className="door-no" onClick={onClose} autoFocus>
          <Icon name="close" />
          {t("intercom.bell_close")}
        </button>
      </footer>
    </section>
  );
}
