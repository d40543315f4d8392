import { useTranslation } from "react-i18next";

export const spanUnits = ["minutes", "hours", "days", "months", "years"] as const;
const UNITS = [...spanUnits, "working-days"] as const;

/** A length of time in words; a unit of a newer house is shown as it is called. */
export function useSpan() {
  const { t } = useTranslation();
  return ({ number, unit }: { number: number; unit: string }) => {
    const known = UNITS.find((one) => one === unit);
    if (!known) return `${number} ${unit}`;
    return known === "working-days" ? t("desk.span_working", { count: number }) : t(`desk.span_${known}`, { count: number });
  };
}
