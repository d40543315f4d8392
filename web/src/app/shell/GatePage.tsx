import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import { emptyDrawer } from "@/chat/live/drawer";
import { useHint } from "@/chat/live/work";
import { GateView } from "@/community/visits/GateView";
import { gateKey, gateQuery } from "@/community/visits/visits.data";
import { Button, Dialog } from "@/ui/plain";
import { useSignOut } from "@/yard/me/me.data";

export default function GatePage() {
  const { t } = useTranslation();
  const { org } = useParams({ from: "/frame/gate/$org" });
  const { data: gate } = useQuery(gateQuery(org));
  const signOut = useSignOut();
  const [ends, setEnds] = useState(false);
  const cache = useQueryClient();
  const look = useCallback(() => void cache.invalidateQueries({ queryKey: gateKey(org) }), [cache, org]);
  useHint("gate.changed", look);
  // The next guard signs on and is at this desk again; who waits is the house's to know, and stays.
  const hand = () => signOut.mutate(undefined, { onSettled: () => void emptyDrawer().finally(() => location.assign(`/enter?next=${encodeURIComponent(location.pathname)}`)) });
  return (
    <div className="page narrow">
      <header className="page-head apart">
        <div>
          <h1>{t("visits.gate_title", { community: gate?.community ?? "" })}</h1>
          <p>{t("visits.gate_lead")}</p>
        </div>
        <Button icon="leave" onClick={() => setEnds(true)}>
          {t("visits.gate_shift")}
        </Button>
      </header>
      <GateView key={org} org={org} />
      <Dialog open={ends} title={t("visits.gate_shift")} closeLabel={t("common.close")} onClose={() => setEnds(false)}>
        <div className="stack">
          <p>{t("visits.gate_shift_lead")}</p>
          <Button weight="door" busy={signOut.isPending} onClick={hand}>
            {t("visits.gate_shift_now")}
          </Button>
        </div>
      </Dialog>
    </div>
  );
}
