import type { TFunction } from "i18next";
import type { RecordField } from "./roster.data";

/** What a field is called. */
export const sayField = (t: TFunction, field: RecordField) => (field === "title" ? t("roster.title_field") : t(`roster.${field}`));
