import { useTranslation } from "react-i18next";
import { Popconfirm } from "@/ui/kit/Kit";
import { Button, Note } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { useFreeze } from "./freeze.data";

/** Somebody else may be using my account: one act stops everything that can be done in my name. */
export function Freeze() {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const freeze = useFreeze();
  return (
    <section className="card stack" aria-labelledby="freeze-title">
      <h2 id="freeze-title">{t("me.freeze")}</h2>
      <p className="muted">{t("me.freeze_lead")}</p>
      {freeze.isError ? <Note tone="warn" alert>{sayWhy(freeze.error)}</Note> : null}
      <div className="row">
        <Popconfirm
          title={t("me.freeze_sure")}
          okText={t("me.freeze_go")}
          cancelText={t("common.cancel")}
          onConfirm={() => freeze.mutate(undefined, { onSuccess: () => location.assign("/unfreeze") })}
        >
          <Button weight="danger" icon="lock" busy={freeze.isPending}>
            {t("me.freeze_go")}
          </Button>
        </Popconfirm>
      </div>
    </section>
  );
}
