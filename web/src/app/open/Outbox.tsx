import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { outboxQuery } from "@/yard/house/outbox.data";
import { copyText } from "@/ui/copy";
import { Icon } from "@/ui/Icon";
import { Button, Note } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { showClock } from "@/ui/when";
import { Sheet } from "./Sheet";

/** In --dev nothing is sent; what would have been sent lies here. */
export default function Outbox() {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const outbox = useQuery(outboxQuery);
  const items = [...(outbox.data?.items ?? [])].sort((one, other) => other.at.localeCompare(one.at));
  return (
    <Sheet width="text">
      <div className="stack loose">
        <div className="stack tight">
          <h1>{t("title.outbox")}</h1>
          <p>{t("outbox.lead")}</p>
        </div>
        {outbox.isError ? <Note tone="warn">{sayWhy(outbox.error)}</Note> : null}
        {outbox.data && items.length === 0 ? <Note>{t("outbox.empty")}</Note> : null}
        <ul className="stack" aria-live="polite">
          {items.map((item) => (
            <li key={`${item.at}${item.to}`} className="card stack tight">
              <div className="row apart wrap">
                <span className="row">
                  <Icon name={item.kind === "sms" ? "phone" : "mail"} />
                  <strong>{item.to}</strong>
                </span>
                <time dateTime={item.at}>{showClock(item.at, i18n.language)}</time>
              </div>
              <p>{item.text}</p>
              {item.code ? (
                <Button icon="copy" onClick={() => void copyText(item.code ?? "")}>
                  {item.code}
                </Button>
              ) : null}
            </li>
          ))}
        </ul>
      </div>
    </Sheet>
  );
}
