import { useTranslation } from "react-i18next";
import type { LogEvent } from "../log/log.model";

type Preview = NonNullable<LogEvent["preview"]>;

/** What the house found at a link of a message: words alone, so that nobody hears of who reads them. */
export function LinkPreview({ preview: { address, site, title, words } }: { preview: Preview }) {
  const { t } = useTranslation();
  return (
    <a className="link-preview" href={address} target="_blank" rel="noopener noreferrer nofollow" aria-label={t("conversation.preview_of", { title, site })}>
      <strong>{title}</strong>
      {words ? <span className="small">{words}</span> : null}
      <span className="small link-preview-site">{site}</span>
    </a>
  );
}
