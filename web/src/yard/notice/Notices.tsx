import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Check, Button, Note } from "@/ui/plain";
import { showRecent } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { noticeSettingsQuery, noticesQuery, useReadAll, useSwitchNotices } from "./notice.data";

export function Notices() {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const notices = useQuery(noticesQuery(i18n.language));
  const readAll = useReadAll();
  if (notices.isError) return <Note tone="warn">{sayWhy(notices.error)}</Note>;
  return (
    <section className="card stack" aria-labelledby="notices-title">
      <div className="row wrap apart">
        <h2 id="notices-title">{t("notices.mine")}</h2>
        {notices.data?.unread ? (
          <Button icon="check" busy={readAll.isPending} onClick={() => readAll.mutate()}>
            {t("notices.read_all")}
          </Button>
        ) : null}
      </div>
      {notices.data?.items.length === 0 ? <p className="muted">{t("notices.none")}</p> : null}
      <ul className="lines">
        {notices.data?.items.map((notice) => (
          <li key={notice.id}>
            <div className="lines-main">
              <span className="row wrap">
                <strong>{notice.title}</strong>
                {notice.read_at ? null : <span className="tag">{t("notices.new")}</span>}
              </span>
              <span style={{ whiteSpace: "pre-line" }}>{notice.text}</span>
              <span className="small muted">{showRecent(notice.at, i18n.language)}</span>
              {notice.code.startsWith("approval.") ? (
                <a className="link" href="/approvals">
                  {t("title.approvals")}
                </a>
              ) : null}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What I am told: one tap each. */
export function NoticeSettings() {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const settings = useQuery(noticeSettingsQuery(i18n.language));
  const change = useSwitchNotices();
  return (
    <section className="card stack" aria-labelledby="notice-settings-title">
      <h2 id="notice-settings-title">{t("notices.settings")}</h2>
      <ul className="lines">
        {settings.data?.items.map((one) => (
          <li key={one.kind}>
            <div className="lines-main">
              <Check
                checked={one.on}
                disabled={!one.switchable || change.isPending}
                onChange={(on) => change.mutate({ kind: one.kind, on, version: settings.data.policy_version })}
              >
                {one.title}
              </Check>
              <span className="small muted">{one.why}</span>
              {one.switchable ? null : <span className="small muted">{t("notices.always")}</span>}
            </div>
          </li>
        ))}
      </ul>
      {change.isError ? <Note tone="warn" alert>{sayWhy(change.error)}</Note> : null}
    </section>
  );
}
