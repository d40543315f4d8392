import type { TFunction } from "i18next";

/** The legal basis in the reader's words; `legal` may name its article after a colon. */
export function sayBasis(basis: string, t: TFunction): string {
  if (basis === "contract") return t("basis.contract");
  if (basis === "consent") return t("basis.consent");
  return basis.startsWith("legal") ? t("basis.legal") : basis;
}
