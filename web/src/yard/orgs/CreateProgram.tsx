import { useState } from "react";
import { useTranslation } from "react-i18next";
import { copyText } from "@/ui/copy";
import { Alert, Form, Input, Modal, Select } from "@/ui/kit/Kit";
import { Button } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { useCreateProgram } from "./programs.data";
import { houseScopes, isProgramName, lives, orgScopes, type Scope, scopeWord } from "./programs.model";

type CreateProgramProps = { org: string | undefined; open: boolean; onClose: () => void };
type Wish = { name: string; scopes: Scope[]; expires_in_days: number };

/** Asks for name, scopes and days, then shows the token this once. */
export function CreateProgram({ org, open, onClose }: CreateProgramProps) {
  const { t } = useTranslation();
  const create = useCreateProgram(org);
  const [form] = Form.useForm<Wish>();
  const close = () => {
    create.reset();
    onClose();
  };
  const token = create.data?.token;
  return (
    <Modal
      open={open}
      title={t(token ? "programs.made" : "programs.create")}
      onCancel={close}
      onOk={token ? close : form.submit}
      okText={t(token ? "programs.kept" : "programs.create_go")}
      cancelText={t("common.cancel")}
      cancelButtonProps={token ? { style: { display: "none" } } : {}}
      confirmLoading={create.isPending}
      mask={{ closable: token === undefined }}
      destroyOnHidden
    >
      {token ? <Token token={token} /> : <Wishes org={org} form={form} create={create} />}
    </Modal>
  );
}

type WishesProps = { org: string | undefined; form: ReturnType<typeof Form.useForm<Wish>>[0]; create: ReturnType<typeof useCreateProgram> };

function Wishes({ org, form, create }: WishesProps) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const scopes: readonly Scope[] = org ? orgScopes : houseScopes;
  const checkName = (_rule: unknown, value: string | undefined) =>
    isProgramName(value ?? "") ? Promise.resolve() : Promise.reject(new Error(t("programs.name_wrong")));
  return (
    <Form form={form} layout="vertical" initialValues={{ scopes: [], expires_in_days: 90 }} requiredMark={false} onFinish={(wish) => create.mutate(wish)}>
      <Form.Item name="name" label={t("programs.name")} extra={t("programs.name_hint")} rules={[{ validator: checkName }]}>
        <Input maxLength={40} autoComplete="off" autoCapitalize="none" spellCheck={false} placeholder="hr-sync" />
      </Form.Item>
      <Form.Item name="scopes" label={t("programs.scopes")} rules={[{ required: true, message: t("programs.scopes_missing") }]}>
        <Select mode="multiple" options={scopes.map((scope) => ({ value: scope, label: t(`programs.scope_${scopeWord(scope)}`) }))} />
      </Form.Item>
      <Form.Item name="expires_in_days" label={t("programs.life")}>
        <Select options={lives.map((days) => ({ value: days, label: t("programs.days", { count: days }) }))} />
      </Form.Item>
      {create.isError ? <Alert type="warning" showIcon title={sayWhy(create.error)} role="alert" /> : null}
    </Form>
  );
}

function Token({ token }: { token: string }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState<boolean>();
  const copy = async () => setCopied(await copyText(token));
  return (
    <div className="stack">
      <p>{t("programs.once")}</p>
      <Input.TextArea aria-label={t("programs.token")} value={token} readOnly autoSize onFocus={(event) => event.target.select()} />
      <div>
        <Button icon="copy" onClick={() => void copy()}>
          {t("programs.copy")}
        </Button>
      </div>
      <p role="status">{copied === undefined ? "" : t(copied ? "programs.copied" : "programs.copy_failed")}</p>
    </div>
  );
}
