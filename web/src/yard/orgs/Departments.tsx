import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Alert, Form, Input, Select, Tree } from "@/ui/kit/Kit";
import { Button } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { treeOf } from "./departments.model";
import { departmentsQuery, useCreateDepartment } from "./orgs.data";

export function Departments({ org, administers }: { org: string; administers: boolean }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const departments = useQuery(departmentsQuery(org));
  if (departments.isError) return <Alert type="warning" showIcon title={sayWhy(departments.error)} />;
  const list = departments.data?.items ?? [];
  return (
    <div className="stack">
      {departments.data && list.length === 0 ? <p className="muted">{t("orgs.no_departments")}</p> : null}
      {list.length > 0 ? <Tree key={list.length} treeData={treeOf(list)} defaultExpandAll selectable={false} showLine /> : null}
      {administers ? <NewDepartment org={org} parents={list.map(({ id, name }) => ({ value: id, label: name }))} /> : null}
    </div>
  );
}

function NewDepartment({ org, parents }: { org: string; parents: { value: string; label: string }[] }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const create = useCreateDepartment(org);
  const [form] = Form.useForm<{ name: string; parent?: string }>();
  return (
    <Form
      form={form}
      layout="vertical"
      requiredMark={false}
      className="in-row"
      onFinish={({ name, parent }) => create.mutate({ name: name.trim(), ...(parent ? { parent } : {}) }, { onSuccess: () => form.resetFields() })}
    >
      <Form.Item name="name" label={t("orgs.department_new")} rules={[{ required: true, whitespace: true, message: t("orgs.department_missing") }]}>
        <Input maxLength={60} />
      </Form.Item>
      <Form.Item name="parent" label={t("orgs.department_parent")}>
        <Select allowClear options={parents} placeholder={t("orgs.department_top")} />
      </Form.Item>
      <Button type="submit" icon="plus" busy={create.isPending}>
        {t("orgs.department_add")}
      </Button>
      {create.isError ? <Alert type="warning" showIcon title={sayWhy(create.error)} role="alert" /> : null}
    </Form>
  );
}
