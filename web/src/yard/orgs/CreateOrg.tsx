import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Alert, Form, Input, Modal } from "@/ui/kit/Kit";
import { Check } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { houseQuery } from "../house/house.data";
import { readCreditCode } from "./credit.model";
import { useCreateOrg } from "./orgs.data";

type CreateOrgProps = { open: boolean; creator: string; onClose: () => void; onCreated: (org: string) => void };

/** The services that an organisation can open at once; personnel matters are opened in the console. */
const services = ["calendar", "tasks", "attendance", "approval"] as const;

type Particulars = { name: string; position?: string; legal_name: string; credit_code: string; address?: string };

/** The law wants to know who creates an organisation and which one it is; both are asked here and nowhere else. */
export function CreateOrg({ open, creator, onClose, onCreated }: CreateOrgProps) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const create = useCreateOrg();
  const [form] = Form.useForm<Particulars>();
  const { data: house } = useQuery(houseQuery);
  const there = house?.wings.includes("office") ? services : [];
  const [left, setLeft] = useState<readonly string[]>([]);

  const submit = (given: Particulars) => {
    const position = given.position?.trim();
    const address = given.address?.trim();
    create.mutate(
      {
        creator: { name: given.name.trim(), ...(position ? { position } : {}) },
        company: {
          legal_name: given.legal_name.trim(),
          credit_code: readCreditCode(given.credit_code) ?? given.credit_code,
          ...(address ? { address } : {}),
        },
        opens: there.filter((service) => !left.includes(service)),
      },
      {
        onSuccess: (org) => {
          onClose();
          onCreated(org.id);
        },
      },
    );
  };

  return (
    <Modal
      open={open}
      title={t("orgs.create")}
      onCancel={onClose}
      onOk={form.submit}
      okText={t("orgs.create_go")}
      cancelText={t("common.cancel")}
      confirmLoading={create.isPending}
      destroyOnHidden
    >
      <Form<Particulars> form={form} layout="vertical" initialValues={{ name: creator }} onFinish={submit} requiredMark="optional">
        <p className="form-lead">{t("orgs.create_lead")}</p>
        <h3>{t("orgs.creator")}</h3>
        <Form.Item name="name" label={t("orgs.creator_name")} rules={[{ required: true, whitespace: true, message: t("orgs.creator_name_missing") }]}>
          <Input maxLength={60} autoComplete="name" />
        </Form.Item>
        <Form.Item name="position" label={t("orgs.position")}>
          <Input maxLength={60} />
        </Form.Item>
        <h3>{t("orgs.company")}</h3>
        <Form.Item name="legal_name" label={t("orgs.legal_name")} rules={[{ required: true, whitespace: true, message: t("orgs.legal_name_missing") }]}>
          <Input maxLength={120} autoComplete="organization" />
        </Form.Item>
        <Form.Item
          name="credit_code"
          label={t("orgs.credit_code")}
          extra={t("orgs.credit_code_hint")}
          rules={[
            {
              required: true,
              validator: (_rule, value: string | undefined) =>
                readCreditCode(value ?? "") ? Promise.resolve() : Promise.reject(new Error(t("orgs.credit_code_wrong"))),
            },
          ]}
        >
          <Input data-plain maxLength={24} autoCapitalize="characters" autoComplete="off" />
        </Form.Item>
        <Form.Item name="address" label={t("orgs.address")}>
          <Input maxLength={200} />
        </Form.Item>
        {there.length > 0 ? (
          <fieldset className="stack tight">
            <legend>{t("orgs.opens")}</legend>
            <p className="form-lead">{t("orgs.opens_lead")}</p>
            {there.map((service) => (
              <Check
                key={service}
                checked={!left.includes(service)}
                onChange={(opens) => setLeft(opens ? left.filter((one) => one !== service) : [...left, service])}
              >
                {t(`orgs.opens_${service}`)}
              </Check>
            ))}
          </fieldset>
        ) : null}
        {create.isError ? <Alert type="warning" showIcon title={sayWhy(create.error)} role="alert" /> : null}
      </Form>
    </Modal>
  );
}
