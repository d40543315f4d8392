import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Dialog, Note } from "@/ui/plain";
import { showInstant } from "@/ui/when";
import { GrantLine } from "./GrantLine";
import { grantsQuery } from "./grant.data";

type GrantHistoryProps = { conversation: string; nameOf: (person: string) => string; open: boolean; onClose: () => void };

/** To whoever is in a conversation: everybody who was ever let in to read it, by whose word, and how often that was used. */
export function GrantHistory({ conversation, nameOf, open, onClose }: GrantHistoryProps) {
  const { t, i18n } = useTranslation();
  const { data, dataUpdatedAt } = useQuery({ ...grantsQuery(conversation), enabled: open });
  return (
    <Dialog open={open} title={t("grant.history")} closeLabel={t("common.close")} onClose={onClose}>
      <div className="stack">
        <Note>{t("grant.history_lead")}</Note>
        <ul className="lines">
          {data?.items.map((grant) => (
            <li key={grant.id}>
              <div className="lines-main">
                <GrantLine grant={grant} now={dataUpdatedAt} />
                <span className="small muted">
                  {grant.org ? t("grant.by_org", { name: nameOf(grant.given_by), at: showInstant(grant.given_at, i18n.language) }) : t("grant.by_case", { at: showInstant(grant.given_at, i18n.language) })}
                  {grant.agreed_by ? ` · ${t("grant.agreed_by", { name: nameOf(grant.agreed_by) })}` : ""}
                </span>
              </div>
            </li>
          ))}
        </ul>
      </div>
    </Dialog>
  );
}
