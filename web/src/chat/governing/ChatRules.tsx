import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Check, Note, TextField } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { type ChatRules as Rules, chatRulesQuery, useSetChatRules } from "./governing.data";

/** What the organisation orders for its conversations: administrators order, every member reads it. */
export function ChatRules({ org, isAdministrator }: { org: string; isAdministrator: boolean }) {
  const { t } = useTranslation();
  const { data } = useQuery(chatRulesQuery(org));
  // Where nothing was ordered there is nothing for members to read.
  if (!data || (!isAdministrator && !data.set_at)) return null;
  return (
    <section className="card stack" aria-labelledby="chat-rules">
      <h2 id="chat-rules">{t("governing.title")}</h2>
      <p className="muted">{t(isAdministrator ? "governing.lead" : "governing.lead_member")}</p>
      {isAdministrator ? <Order org={org} rules={data} /> : <Read rules={data} />}
    </section>
  );
}

function Read({ rules: { groups_by: by, links, previews, previews_here: here, words } }: { rules: Rules }) {
  const { t } = useTranslation();
  return (
    <>
      <p>{t(by === "administrators" ? "governing.groups_administrators" : "governing.groups_everybody")}</p>
      <p>{t(links ? "governing.links_lead" : "governing.links_none")}</p>
      <p>{t(previews && here ? "governing.previews_made" : "governing.previews_none")}</p>
      {words.length > 0 ? (
        <details>
          <summary>{t("governing.words_count", { count: words.length })}</summary>
          <p>{words.join(t("governing.comma"))}</p>
        </details>
      ) : null}
    </>
  );
}

function Order({ org, rules }: { org: string; rules: Rules }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const set = useSetChatRules(org);
  const [typed, setTyped] = useState(rules.words.join("\n"));
  const { groups_by: by, links, words, previews = false } = set.isPending ? set.variables : rules;
  const all = { groups_by: by, links, previews, words };
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        set.mutate({ ...all, words: typed.split("\n") });
      }}
    >
      <Check checked={by === "administrators"} disabled={set.isPending} onChange={(alone) => set.mutate({ ...all, groups_by: alone ? "administrators" : "everybody" })}>
        {t("governing.groups_alone")}
      </Check>
      <Check checked={!links} disabled={set.isPending} onChange={(none) => set.mutate({ ...all, links: !none })}>
        {t("governing.no_links")}
      </Check>
      {rules.previews_here ? (
        <>
          <Check checked={previews} disabled={set.isPending} onChange={(wanted) => set.mutate({ ...all, previews: wanted })}>
            {t("governing.previews")}
          </Check>
          <p className="small muted">{t("governing.previews_hint")}</p>
        </>
      ) : null}
      <TextField label={t("governing.words")} rows={4} value={typed} onChange={(event) => setTyped(event.target.value)} />
      <p className="small muted">{t("governing.words_hint")}</p>
      {set.isError ? <Note tone="warn" alert>{sayWhy(set.error)}</Note> : null}
      <div className="row wrap">
        <Button type="submit" busy={set.isPending}>
          {t("governing.words_set")}
        </Button>
        {set.isSuccess ? <span role="status">{t("governing.saved")}</span> : null}
      </div>
    </form>
  );
}
