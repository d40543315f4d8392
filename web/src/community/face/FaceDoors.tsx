/** The doors of a face: which of them knows it. */
import { useTranslation } from "react-i18next";
import type { Mine } from "./face.data";
import "./words";

export function FaceDoors({ doors }: Pick<Mine, "doors">) {
  const { t } = useTranslation();
  const at = ({ eye, photo }: Mine["doors"][number]) => {
    if (eye === null) return t("face.no_eye");
    if (eye === "blind") return t("face.blind");
    if (photo === "held" || photo === "sent" || photo === "unfit") return t(`face.${photo}`);
    return t("face.waits");
  };
  return (
    <ul className="home-list">
      {doors.map((door) => (
        <li key={door.door}>
          <span className="home-name">
            <strong>{door.name}</strong> <span className="tag">{at(door)}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}
