import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Icon } from "@/ui/Icon";
import { Button, Face, Note } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { showRecent } from "@/ui/when";
import type { Me } from "../me/me.data";
import { OrgName } from "./OrgName";
import { invitationsQuery, useAnswerInvitation } from "./orgs.data";

type MyOrgsProps = { orgs: Me["orgs"]; onOpen: (org: string) => void };

export function MyOrgs({ orgs, onOpen }: MyOrgsProps) {
  const { t } = useTranslation();
  if (orgs.length === 0) {
    return (
      <div className="card empty">
        <Icon name="org" size={32} />
        <p>{t("orgs.none")}</p>
        <p className="small muted">{t("orgs.none_next")}</p>
      </div>
    );
  }
  return (
    <ul className="card lines">
      {orgs.map((org) => (
        <li key={org.id}>
          <div className="row lines-main-row">
            <Face name={org.name} size={40} />
            <div className="lines-main">
              <strong>
                <OrgName name={org.name} certified={org.certified} />
              </strong>
              <span className="small muted">
                {t(org.role === "administrator" ? "orgs.role_administrator" : "orgs.role_member")}
                {org.basis ? ` · ${t("imports.on", { basis: t(`imports.basis_${org.basis}`) })}` : ""}
              </span>
            </div>
          </div>
          <Button onClick={() => onOpen(org.id)}>{t("orgs.open")}</Button>
        </li>
      ))}
    </ul>
  );
}

/** Who wants me to join; accepting and declining weigh the same. */
export function MyInvitations() {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const invitations = useQuery(invitationsQuery);
  const reply = useAnswerInvitation();
  const items = invitations.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <section className="card stack" aria-labelledby="invitations-title">
      <h2 id="invitations-title">{t("orgs.invitations")}</h2>
      {reply.isError ? <Note tone="warn" alert>{sayWhy(reply.error)}</Note> : null}
      <ul className="lines">
        {items.map((invitation) => (
          <li key={invitation.id}>
            <div className="lines-main">
              <strong>
                <OrgName name={invitation.org.name} certified={invitation.org.certified} />
              </strong>
              <span className="small muted">
                {t(`orgs.role_${invitation.role}`)} · {showRecent(invitation.invited_at, i18n.language)} · {t("imports.on", { basis: t(`imports.basis_${invitation.basis}`) })}
              </span>
            </div>
            <div className="row">
              <Button onClick={() => reply.mutate({ id: invitation.id, accept: false })}>{t("orgs.decline")}</Button>
              <Button onClick={() => reply.mutate({ id: invitation.id, accept: true })}>{t("orgs.accept")}</Button>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
