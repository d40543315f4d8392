/** Signs of how somebody is there: a dot at his face, a line under his name. */
import { useTranslation } from "react-i18next";
import { showInstant, showClock } from "@/ui/when";
import { type Conversation, isOfMany } from "../live/chats.model";
import { PersonFace } from "../people/PersonFace";
import { usePresence, useTyping } from "./presence";
import "./status.css";

type FaceThereProps = { person: string | null | undefined; name: string; size: number; hidden?: boolean };

/** A face with the sign of how its person is there; while it is hidden nobody asks for that. */
export function FaceThere({ person, name, size, hidden }: FaceThereProps) {
  const { t } = useTranslation();
  const seen = usePresence(hidden ? undefined : person);
  const state = seen?.state ?? "offline";
  return (
    <span className="face-there">
      <PersonFace person={person} name={name} size={size} />
      {state === "offline" ? null : <span className={`there there-${state}`} role="img" aria-label={t(`status.${state}`)} />}
    </span>
  );
}

/** The sign of what somebody says about himself. */
export function SignOf({ person }: { person: string | null | undefined }) {
  const seen = usePresence(person);
  if (!seen?.status?.sign) return null;
  return (
    <span className="status-sign" role="img" aria-label={seen.status.text || seen.status.sign}>
      {seen.status.sign}
    </span>
  );
}

/** Under the name of a conversation: who writes; of two, how the other is there and what he says. */
export function UnderName({ conversation, nameOf }: { conversation: Conversation; nameOf: (person: string) => string }) {
  const { t, i18n } = useTranslation();
  const typing = useSayTyping(conversation, nameOf);
  const seen = usePresence(isOfMany(conversation) ? undefined : conversation.with);
  if (typing) return <p className="under-name is-typing">{typing}</p>;
  if (!seen) return null;
  const { status } = seen;
  const ends = status?.until && t("status.until", { at: isToday(status.until) ? showClock(status.until, i18n.language) : showInstant(status.until, i18n.language) });
  const says = status ? [status.sign, status.text, ends].filter(Boolean).join(" ") : "";
  const state = seen.state === "offline" ? "" : t(`status.${seen.state}`);
  return <p className="under-name">{[state, says].filter(Boolean).join(" · ")}</p>;
}

/** "Bo is writing…"; empty where nobody does. */
export function useSayTyping(conversation: Conversation, nameOf: (person: string) => string): string {
  const { t } = useTranslation();
  const people = useTyping(conversation.id);
  const [first] = people;
  if (!first) return "";
  if (!isOfMany(conversation)) return t("status.typing");
  return people.length > 2 ? t("status.typing_many") : t("status.typing_of", { names: people.map(nameOf).join(t("status.and")) });
}

const isToday = (at: string) => new Date(at).toDateString() === new Date().toDateString();
