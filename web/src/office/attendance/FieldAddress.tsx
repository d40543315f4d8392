/** Whether the house's own geocoder finds the addresses of where one signs in: what goes to it, and one's own yes or no to that. */
import { useTranslation } from "react-i18next";
import { Button, Note } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { useGeocoder } from "./attendance.data";
import "./words";

export function FieldAddress({ org, agreed }: { org: string; agreed: boolean | null }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const { agree, withdraw } = useGeocoder(org, i18n.language);
  if (agreed === null) return <p className="small muted">{t("attendance.field_no_geocoder")}</p>;
  const failed = [agree, withdraw].find(({ isError }) => isError);
  return (
    <div className="stack tight">
      <p className="small muted">{t(agreed ? "attendance.field_geocoder_on" : "attendance.field_geocoder_ask")}</p>
      <div className="row">
        {agreed ? (
          <Button weight="quiet" busy={withdraw.isPending} onClick={() => withdraw.mutate()}>
            {t("attendance.field_geocoder_stop")}
          </Button>
        ) : (
          <Button busy={agree.isPending} onClick={() => agree.mutate()}>
            {t("attendance.field_geocoder_agree")}
          </Button>
        )}
      </div>
      {failed ? <Note tone="warn" alert>{sayWhy(failed.error)}</Note> : null}
    </div>
  );
}
