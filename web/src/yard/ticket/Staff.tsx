import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Popconfirm } from "@/ui/kit/Kit";
import { Button, Field, Note, Select } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { type StaffRole, staffQuery, useEndRole, useGrant } from "./desk.data";

const roles: readonly StaffRole[] = ["protection", "support"];

/** Which keeper sits at which queue. */
export function Staff() {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const staff = useQuery(staffQuery);
  const end = useEndRole();
  return (
    <details>
      <summary>{t("desk.staff")}</summary>
      <div className="stack">
        <p className="muted">{t("desk.staff_lead")}</p>
        <ul className="lines">
          {staff.data?.holders.map((one) => (
            <li key={one.role + one.person}>
              <div className="lines-main">
                <strong>{t(`desk.queue_${one.role}`)}</strong>
                <span className="small muted">{one.me ? t("desk.staff_me") : `…${one.person.slice(-6)}`}</span>
              </div>
              <Popconfirm title={t("desk.staff_end_sure")} okText={t("desk.staff_end")} cancelText={t("common.cancel")} onConfirm={() => end.mutate({ person: one.person, role: one.role })}>
                <Button weight="danger">{t("desk.staff_end")}</Button>
              </Popconfirm>
            </li>
          ))}
        </ul>
        {end.isError ? <Note tone="warn" alert>{sayWhy(end.error)}</Note> : null}
        <Grant />
      </div>
    </details>
  );
}

function Grant() {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const grant = useGrant();
  const [phone, setPhone] = useState("");
  const [role, setRole] = useState<StaffRole>("protection");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    grant.mutate({ phone, role }, { onSuccess: () => setPhone("") });
  };
  return (
    <form className="stack" onSubmit={submit}>
      <Select
        label={t("desk.staff_role")}
        value={role}
        onChange={(value) => setRole(roles.find((one) => one === value) ?? "protection")}
        choices={roles.map((one) => ({ value: one, label: t(`desk.queue_${one}`) }))}
      />
      <Field label={t("desk.staff_phone")} type="tel" value={phone} required onChange={(event) => setPhone(event.target.value)} />
      {grant.isError ? <Note tone="warn" alert>{sayWhy(grant.error)}</Note> : null}
      <div className="row">
        <Button type="submit" busy={grant.isPending}>
          {t("desk.staff_give")}
        </Button>
      </div>
    </form>
  );
}
