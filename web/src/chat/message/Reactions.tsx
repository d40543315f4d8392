import { useTranslation } from "react-i18next";
import { Icon } from "@/ui/Icon";
import { Dropdown } from "@/ui/kit/Kit";
import type { Reaction } from "../log/log.model";

/** The signs at hand. */
export const SIGNS = ["👍", "❤️", "😄", "🎉", "👀", "🙏", "✅", "💯"] as const;

type ReactionsProps = { reactions: readonly Reaction[]; me: string; nameOf: (person: string) => string; onSign: ((sign: string, put: boolean) => void) | undefined };

/** The signs at a message, with who put them; mine are turned by a tap. */
export function Reactions({ reactions, me, nameOf, onSign }: ReactionsProps) {
  const { t } = useTranslation();
  if (reactions.length === 0) return null;
  return (
    <ul className="reactions" aria-label={t("conversation.reactions")}>
      {reactions.map(({ sign, people }) => {
        const mine = people.includes(me);
        const names = people.map((person) => (person === me ? t("conversation.you") : nameOf(person))).join(t("conversation.between"));
        return (
          <li key={sign}>
            <button
              type="button"
              className="reaction"
              aria-pressed={mine}
              title={names}
              aria-label={t("conversation.reaction_of", { sign, names })}
              disabled={!onSign}
              onClick={() => onSign?.(sign, !mine)}
            >
              <span>{sign}</span>
              <span className="reaction-count">{people.length}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}

/** Puts a sign to a message. */
export function AddReaction({ name, onSign }: { name: string; onSign: (sign: string, put: boolean) => void }) {
  const { t } = useTranslation();
  return (
    <Dropdown trigger={["click"]} rootClassName="sign-menu" menu={{ items: SIGNS.map((sign) => ({ key: sign, label: sign })), onClick: ({ key }) => onSign(key, true) }}>
      <button type="button" className="message-more" aria-haspopup="menu" aria-label={t("conversation.react", { name })}>
        <Icon name="smile" size={18} />
      </button>
    </Dropdown>
  );
}
