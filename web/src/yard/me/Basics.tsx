import { useQuery } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { Note } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { type Basics as Found, basicsQuery } from "./me.data";

const known = { "wechat-id": "me.basics_wechat_id", "phone-number": "me.basics_phone_number", avatar: "me.basics_avatar", "display-name": "me.basics_display_name", "email-address": "me.basics_email_address" } as const;

/** The six basic things of an account; what is not stored says so. */
export function Basics() {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const basics = useQuery(basicsQuery);
  return (
    <section className="card stack" aria-labelledby="basics-title">
      <h2 id="basics-title">{t("me.basics")}</h2>
      {basics.isError ? <Note tone="warn" alert>{sayWhy(basics.error)}</Note> : null}
      {basics.data ? (
        <dl className="pair">
          {basics.data.items.map((one) => (
            <Item key={one.item} one={one} />
          ))}
          <dt>{t("me.basics_rights")}</dt>
          <dd>{sayRights(basics.data.entitlements, t).join(" · ")}</dd>
        </dl>
      ) : null}
    </section>
  );
}

function Item({ one }: { one: Found["items"][number] }) {
  const { t } = useTranslation();
  const name = known[one.item as keyof typeof known];
  return (
    <>
      <dt>{name ? t(name) : one.item}</dt>
      <dd>{one.value ? (one.item === "avatar" ? t("me.basics_kept") : one.value) : t(one.collected ? "me.basics_empty" : "me.basics_uncollected")}</dd>
    </>
  );
}

function sayRights(rights: Found["entitlements"], t: TFunction): string[] {
  return [
    t("me.basics_account"),
    ...(rights.keeper ? [t("me.basics_keeper")] : []),
    ...(rights.inspector ? [t("me.basics_inspector")] : []),
    ...rights.orgs.map((org) => t(org.role === "administrator" ? "me.basics_administrator" : "me.basics_member", { org: org.name })),
  ];
}
