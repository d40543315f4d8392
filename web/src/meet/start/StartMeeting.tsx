import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Alert, Form, Input, Switch } from "@/ui/kit/Kit";
import { Button } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { type Meeting, useStartMeeting } from "./meetings.data";

type StartMeetingProps = { org: string | undefined; onStarted: (meeting: Meeting, passcode: string | undefined) => void };

type Wish = { title?: string; passcode?: string; guests: boolean };

/** One press starts a meeting; who wants to choose first unfolds the rest. */
export function StartMeeting({ org, onStarted }: StartMeetingProps) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const start = useStartMeeting();
  const [choosing, setChoosing] = useState(false);
  const [form] = Form.useForm<Wish>();

  const begin = (wish: Wish) => {
    const title = wish.title?.trim();
    const passcode = wish.passcode?.trim() || undefined;
    start.mutate(
      { guests: wish.guests, ...(title ? { title } : {}), ...(passcode ? { passcode } : {}), ...(org ? { org } : {}) },
      { onSuccess: (meeting) => onStarted(meeting, passcode) },
    );
  };

  return (
    <section className="card stack" aria-labelledby="start-title">
      <h2 id="start-title">{t("meet.start_title")}</h2>
      <p>{t("meet.start_lead")}</p>
      <Form<Wish> form={form} layout="vertical" initialValues={{ guests: true }} onFinish={begin} requiredMark={false}>
        <div hidden={!choosing}>
          <Form.Item name="title" label={t("meet.title")}>
            <Input maxLength={80} placeholder={t("meet.title_hint")} />
          </Form.Item>
          <Form.Item name="passcode" label={t("meet.passcode")} extra={t("meet.passcode_hint")}>
            <Input maxLength={20} autoComplete="off" inputMode="numeric" />
          </Form.Item>
          <Form.Item name="guests" label={t("meet.guests")} extra={t("meet.guests_hint")} valuePropName="checked">
            <Switch />
          </Form.Item>
        </div>
        {start.isError ? <Alert type="warning" showIcon title={sayWhy(start.error)} role="alert" /> : null}
        <div className="row wrap">
          <Button type="submit" weight="door" icon="camera" className="big" busy={start.isPending}>
            {t("meet.start")}
          </Button>
          <Button weight="quiet" aria-expanded={choosing} onClick={() => setChoosing(!choosing)}>
            {choosing ? t("meet.fewer") : t("meet.more")}
          </Button>
        </div>
      </Form>
    </section>
  );
}
