import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Dialog, Note } from "@/ui/plain";
import { HoldLine } from "./HoldLine";
import { holdsQuery } from "./hold.data";

type HoldHistoryProps = { conversation: string; nameOf: (person: string) => string; open: boolean; onClose: () => void };

/** To whoever is in a conversation: every hold that ever stood over it or over his own part, and by whose word. */
export function HoldHistory({ conversation, nameOf, open, onClose }: HoldHistoryProps) {
  const { t } = useTranslation();
  const { data, dataUpdatedAt } = useQuery({ ...holdsQuery(conversation), enabled: open });
  return (
    <Dialog open={open} title={t("hold.history")} closeLabel={t("common.close")} onClose={onClose}>
      <div className="stack">
        <Note>{t("hold.history_lead")}</Note>
        <ul className="lines">
          {data?.map((hold) => (
            <li key={hold.id}>
              <div className="lines-main">
                <HoldLine hold={hold} now={dataUpdatedAt} nameOf={nameOf} />
              </div>
            </li>
          ))}
        </ul>
      </div>
    </Dialog>
  );
}
