/** The number by which screen and phone are compared, digit for digit. */
import { useTranslation } from "react-i18next";
import "./console.css";

export function Digits({ digits }: { digits: string }) {
  const { t } = useTranslation();
  return (
    <p className="console-number">
      <span className="small muted">{t("console.number")}</span>
      <strong>{digits}</strong>
    </p>
  );
}
