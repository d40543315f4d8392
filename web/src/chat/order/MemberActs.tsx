import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "@/ui/Icon";
import { App, Dropdown } from "@/ui/kit/Kit";
import { Button, Dialog } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import type { Member } from "../people/people.data";
import { type MemberWish, useMemberOrder } from "./order.data";

const SILENCES = { silence_600: 600, silence_3600: 3600, silence_86400: 86_400 } as const;

/** What somebody who outranks a member does with him besides putting him out. */
export function MemberActs({ conversation, member, name, isOwner }: { conversation: string; member: Member; name: string; isOwner: boolean }) {
  const { t } = useTranslation();
  const { message: tell } = App.useApp();
  const sayWhy = useSayWhy();
  const change = useMemberOrder(conversation);
  const [handing, setHanding] = useState(false);
  const { person, role } = member;
  const does = (wish: MemberWish) => change.mutate(wish, { onError: (error) => void tell.warning(sayWhy(error)), onSettled: () => setHanding(false) });
  const acts: Record<string, () => void> = {
    moderator: () => does({ person, role: "moderator" }),
    member: () => does({ person, role: "member" }),
    owner: () => setHanding(true),
    speak: () => does({ person, seconds: 0 }),
    ...Object.fromEntries(Object.entries(SILENCES).map(([key, seconds]) => [key, () => does({ person, seconds })])),
  };
  const silences = member.silenced_until ? (["speak"] as const) : (Object.keys(SILENCES) as (keyof typeof SILENCES)[]);
  const named = role === "moderator" ? "member" : "moderator";
  const keys = [...(isOwner ? ([named, "owner"] as const) : []), ...silences];
  return (
    <>
      <Dropdown trigger={["click"]} menu={{ items: keys.map((key) => ({ key, label: t(`order.act_${key}`) })), onClick: ({ key }) => acts[key]?.() }}>
        <button type="button" className="round" aria-haspopup="menu" aria-label={t("order.acts_of", { name })} title={t("order.acts_of", { name })}>
          <Icon name="more" />
        </button>
      </Dropdown>
      <Dialog open={handing} title={t("order.act_owner")} closeLabel={t("common.close")} onClose={() => setHanding(false)}>
        <div className="stack">
          <p>{t("order.hand_over_sure", { name })}</p>
          <Button weight="door" wide busy={change.isPending} onClick={() => does({ person, role: "owner" })}>
            {t("order.act_owner")}
          </Button>
        </div>
      </Dialog>
    </>
  );
}
