import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useChats } from "@/chat/live/work";
import { useTitleOf } from "@/chat/people/people.data";
import { meetingsQuery } from "@/meet/start/meetings.data";
import { meQuery } from "@/yard/me/me.data";
import { Icon, type IconName } from "@/ui/Icon";
import { Dialog } from "@/ui/plain";
import { showNumber } from "@/ui/when";

type Found = { key: string; icon: IconName; label: string; go: () => void };

/** Search from anywhere (Ctrl or ⌘ and K): places, organisations, meetings, a number to join. */
export function Find() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        setOpen(true);
      }
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, []);
  return (
    <Dialog open={open} title={t("find.title")} closeLabel={t("common.close")} onClose={() => setOpen(false)}>
      <FindBox onDone={() => setOpen(false)} />
    </Dialog>
  );
}

function FindBox({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const found = useFound(text);
  const choose = (one: Found | undefined) => {
    if (!one) return;
    onDone();
    one.go();
  };
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        choose(found[0]);
      }}
    >
      <div className="field">
        <input aria-label={t("find.title")} placeholder={t("find.hint")} value={text} onChange={(event) => setText(event.target.value)} autoFocus />
      </div>
      <ul className="found">
        {found.map((one) => (
          <li key={one.key}>
            <button type="button" onClick={() => choose(one)}>
              <Icon name={one.icon} />
              <span>{one.label}</span>
            </button>
          </li>
        ))}
      </ul>
      {found.length === 0 ? <p className="muted">{t("find.none")}</p> : null}
    </form>
  );
}

function useFound(text: string): Found[] {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { data: me } = useQuery(meQuery);
  const { data: meetings } = useQuery(meetingsQuery);
  const { conversations } = useChats();
  const titleOf = useTitleOf();
  const digits = text.replace(/\D/g, "");
  const all: Found[] = [
    ...(text.trim() && conversations.length > 0 ? [{ key: "search", icon: "search" as const, label: t("find.everywhere"), go: () => void navigate({ to: "/search" }) }] : []),
    { key: "home", icon: "home", label: t("title.home"), go: () => void navigate({ to: "/home" }) },
    { key: "orgs", icon: "org", label: t("title.orgs"), go: () => void navigate({ to: "/orgs" }) },
    { key: "data", icon: "shield", label: t("title.data"), go: () => void navigate({ to: "/data" }) },
    { key: "me", icon: "person", label: t("title.me"), go: () => void navigate({ to: "/me" }) },
    { key: "settings", icon: "settings", label: t("title.settings"), go: () => void navigate({ to: "/settings" }) },
    ...conversations.map((conversation): Found => ({
      key: conversation.id,
      icon: "chat",
      label: titleOf(conversation),
      go: () => void navigate({ to: "/chats/$conversation", params: { conversation: conversation.id } }),
    })),
    ...(me?.orgs ?? []).map((org): Found => ({ key: org.id, icon: "org", label: org.name, go: () => void navigate({ to: "/orgs/$org", params: { org: org.id } }) })),
    ...(meetings?.items ?? [])
      .filter((meeting) => meeting.state === "open")
      .map((meeting): Found => ({
        key: meeting.id,
        icon: "camera",
        label: `${meeting.title || t("meet.untitled")} · ${showNumber(meeting.number)}`,
        go: () => location.assign(`/m/${meeting.number}`),
      })),
  ];
  const wanted = text.trim().toLowerCase();
  const found = all.filter((one) => one.label.toLowerCase().includes(wanted) || (digits && one.label.replace(/\D/g, "").includes(digits)));
  if (digits.length === 9) {
    found.unshift({ key: "join", icon: "camera", label: t("find.join", { number: showNumber(digits) }), go: () => location.assign(`/m/${digits}`) });
  }
  return found.slice(0, 8);
}
