/** What an organisation knows of the faces by which its people clock: how many there are. It may order them gone, and looks at none. */
import { useTranslation } from "react-i18next";
import { useQuery } from "@tanstack/react-query";
import { Popconfirm } from "@/ui/kit/Kit";
import { Button, Note } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { acts, facesQuery, useAct } from "./attendance.data";
import "./words";

export function FacesView({ org }: { org: string }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const faces = useQuery(facesQuery(org));
  const remove = useAct(org, acts(org).removeFaces);
  if (faces.isError) return <Note tone="warn" alert>{sayWhy(faces.error)}</Note>;
  if (!faces.data?.given) return null;
  return (
    <section className="card stack" aria-labelledby="set-faces">
      <h2 id="set-faces">{t("attendance.faces")}</h2>
      <p>{t("attendance.faces_given", { count: faces.data.given })}</p>
      <p className="small muted">{t("attendance.faces_unseen")}</p>
      <div className="row wrap">
        <Popconfirm title={t("attendance.faces_remove_sure")} okText={t("common.remove")} cancelText={t("common.cancel")} onConfirm={() => remove.mutate(undefined)}>
          <Button weight="quiet" busy={remove.isPending}>
            {t("attendance.faces_remove")}
          </Button>
        </Popconfirm>
      </div>
      {remove.isError ? <Note tone="warn" alert>{sayWhy(remove.error)}</Note> : null}
    </section>
  );
}
