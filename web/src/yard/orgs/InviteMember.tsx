import { useTranslation } from "react-i18next";
import { Alert, App, Form, Input, Modal, Select } from "@/ui/kit/Kit";
import { useSayWhy } from "@/ui/words";
import { readPhone } from "../sign/sign.model";
import { type Role, useInvite } from "./orgs.data";

type InviteMemberProps = { org: string; open: boolean; onClose: () => void };

export function InviteMember({ org, open, onClose }: InviteMemberProps) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const sayWhy = useSayWhy();
  const invite = useInvite(org);
  const [form] = Form.useForm<{ phone: string; role: Role }>();
  return (
    <Modal
      open={open}
      title={t("orgs.invite")}
      onCancel={onClose}
      onOk={form.submit}
      okText={t("orgs.invite_go")}
      cancelText={t("common.cancel")}
      confirmLoading={invite.isPending}
      destroyOnHidden
    >
      <Form
        form={form}
        layout="vertical"
        initialValues={{ role: "member" }}
        requiredMark={false}
        onFinish={({ phone, role }) =>
          invite.mutate(
            { phone: readPhone(phone) ?? phone, role },
            {
              onSuccess: () => {
                onClose();
                void message.success(t("orgs.invited"));
              },
            },
          )
        }
      >
        <p className="form-lead">{t("orgs.invite_lead")}</p>
        <Form.Item
          name="phone"
          label={t("sign.phone")}
          rules={[
            {
              validator: (_rule, value: string | undefined) =>
                readPhone(value ?? "") ? Promise.resolve() : Promise.reject(new Error(t("sign.phone_wrong"))),
            },
          ]}
        >
          <Input type="tel" inputMode="tel" maxLength={24} autoComplete="off" />
        </Form.Item>
        <Form.Item name="role" label={t("orgs.role")}>
          <Select
            options={[
              { value: "member", label: t("orgs.role_member") },
              { value: "administrator", label: t("orgs.role_administrator") },
            ]}
          />
        </Form.Item>
        {invite.isError ? <Alert type="warning" showIcon title={sayWhy(invite.error)} role="alert" /> : null}
      </Form>
    </Modal>
  );
}
