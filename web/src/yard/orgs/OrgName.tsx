import { useTranslation } from "react-i18next";

/** What an organisation is called, and whether the house made sure that it is the one. */
export function OrgName({ name, certified }: { name: string; certified: boolean }) {
  const { t } = useTranslation();
  return (
    <>
      {name} {certified ? <span className="tag">{t("orgs.certified")}</span> : null}
    </>
  );
}
