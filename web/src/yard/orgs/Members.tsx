import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Alert, App, Popconfirm, Select, Table } from "@/ui/kit/Kit";
import { Button, Face } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { showDay } from "@/ui/when";
import { departmentsQuery, type Member, membersQuery, type Role, useRemoveMember, useUpdateMember } from "./orgs.data";

type MembersProps = { org: string; me: string; administers: boolean };

export function Members({ org, me, administers }: MembersProps) {
  const { t, i18n } = useTranslation();
  const { message } = App.useApp();
  const sayWhy = useSayWhy();
  const members = useQuery(membersQuery(org));
  const departments = useQuery(departmentsQuery(org));
  const update = useUpdateMember(org);
  const remove = useRemoveMember(org);
  const tell = { onError: (error: unknown) => void message.warning(sayWhy(error)) };
  if (members.isError) return <Alert type="warning" showIcon title={sayWhy(members.error)} />;

  const nameOf = (id: string | null) => departments.data?.items.find((department) => department.id === id)?.name ?? id ?? "–";
  const roles = (["member", "administrator"] as const).map((value) => ({ value, label: t(`orgs.role_${value}`) }));
  const rooms = (departments.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }));

  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be within reach of a keyboard
    <div className="sheet-scroll" role="group" aria-label={t("orgs.members")} tabIndex={0}>
      <Table<Member>
        rowKey="person"
        size="middle"
        loading={members.isPending}
        dataSource={members.data?.items ?? []}
        pagination={{ pageSize: 50, hideOnSinglePage: true }}
        columns={[
          {
            title: t("me.name"),
            dataIndex: "name",
            render: (name: string, member) => (
              <span className="row">
                <Face name={name} size={28} />
                {name}
                {member.person === me ? <span className="tag">{t("orgs.me")}</span> : null}
              </span>
            ),
          },
          {
            title: t("orgs.role"),
            dataIndex: "role",
            render: (role: Role, { person, name }) =>
              administers && person !== me ? (
                <Select
                  variant="borderless"
                  aria-label={t("orgs.role_of", { name })}
                  value={role}
                  options={roles}
                  onChange={(next) => update.mutate({ person, change: { role: next } }, tell)}
                />
              ) : (
                t(`orgs.role_${role}`)
              ),
          },
          {
            title: t("orgs.department"),
            dataIndex: "department",
            render: (department: string | null, { person, name }) =>
              administers && rooms.length > 0 ? (
                <Select
                  variant="borderless"
                  className="wide-select"
                  aria-label={t("orgs.department_of", { name })}
                  value={department}
                  options={rooms}
                  placeholder="–"
                  onChange={(next) => update.mutate({ person, change: { department: next } }, tell)}
                />
              ) : (
                nameOf(department)
              ),
          },
          { title: t("orgs.joined"), dataIndex: "joined_at", render: (at: string) => showDay(at, i18n.language) },
          ...(administers
            ? [
                {
                  title: <span className="unseen">{t("common.remove")}</span>,
                  key: "remove",
                  render: (_: unknown, { person, name }: Member) =>
                    person === me ? null : (
                      <Popconfirm
                        title={t("orgs.remove_sure", { name })}
                        okText={t("common.remove")}
                        cancelText={t("common.cancel")}
                        onConfirm={() => remove.mutate(person, tell)}
                      >
                        <Button weight="quiet" aria-label={t("orgs.remove_of", { name })}>
                          {t("common.remove")}
                        </Button>
                      </Popconfirm>
                    ),
                },
              ]
            : []),
        ]}
      />
    </div>
  );
}
