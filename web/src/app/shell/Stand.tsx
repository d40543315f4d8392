import { useTranslation } from "react-i18next";
import type { Me } from "@/yard/me/me.data";
import { Dropdown } from "@/ui/kit/Kit";
import { Mark } from "@/ui/Mark";
import { Face } from "@/ui/plain";
import { standIn, useStand } from "./stand";

/** Where one stands, always at the top of the rail; pressing it changes the place. */
export function Stand({ me }: { me: Me }) {
  const { t } = useTranslation();
  const org = useStand(me);
  const items = [{ key: "", label: t("orgs.myself") }, ...me.orgs.map(({ id, name }) => ({ key: id, label: name }))];
  return (
    <Dropdown
      trigger={["click"]}
      menu={{ items, selectable: true, selectedKeys: [org?.id ?? ""], onClick: ({ key }) => standIn(key) }}
    >
      <button type="button" className="stand" aria-label={t("orgs.standing", { name: org?.name ?? t("orgs.myself") })}>
        {org ? <Face name={org.name} size={36} /> : <Mark size={36} />}
        <span>{org?.name ?? t("orgs.myself")}</span>
      </button>
    </Dropdown>
  );
}
