import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Me } from "@/yard/me/me.data";
import { Button, Dialog, Field, Note, Select, Waiting } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { PickPeople } from "./PickPeople";
import { type Reachable, useBegin } from "./people.data";

const BeginSealed = lazy(async () => ({ default: (await import("../sealed/BeginSealed")).BeginSealed }));

const NAME_MAX = 60;

type NewConversationProps = { me: Me; open: boolean; onClose: () => void; onBegun: (conversation: string) => void };

/** One chosen is a conversation of two, several are a group with a name. */
export function NewConversation({ me, open, onClose, onBegun }: NewConversationProps) {
  const { t } = useTranslation();
  return (
    <Dialog open={open} title={t("conversation.new")} closeLabel={t("common.close")} onClose={onClose}>
      <Choose me={me} onBegun={onBegun} />
    </Dialog>
  );
}

function Choose({ me, onBegun }: { me: Me; onBegun: (conversation: string) => void }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const [chosen, setChosen] = useState<readonly Reachable[]>([]);
  const [typed, setTyped] = useState<string>();
  const [org, setOrg] = useState("");
  const [sealed, setSealed] = useState<string>();
  const begin = useBegin();
  const isGroup = chosen.length > 1;
  // A name that fits until somebody thinks of a better one.
  const usual = Array.from([me, ...chosen].map(({ name }) => name).join(t("conversation.between"))).slice(0, NAME_MAX).join("");
  const name = typed ?? usual;
  if (sealed)
    return (
      <Suspense fallback={<Waiting label={t("common.loading")} />}>
        <BeginSealed me={me.id} person={sealed} onBegun={onBegun} />
      </Suspense>
    );
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (chosen.length > 0) begin.mutate({ people: chosen.map(({ person }) => person), name: name.trim(), org: isGroup ? org : "" }, { onSuccess: onBegun });
      }}
    >
      <PickPeople me={me} chosen={chosen} onChange={setChosen} />
      {isGroup ? (
        <Field label={t("conversation.group_name")} value={name} maxLength={NAME_MAX} autoComplete="off" onChange={(event) => setTyped(event.target.value)} />
      ) : null}
      {isGroup && me.orgs.length > 0 ? (
        <Select label={t("keeping.held_in")} value={org} onChange={setOrg} choices={[{ value: "", label: t("keeping.held_nowhere") }, ...me.orgs.map(({ id, name: called }) => ({ value: id, label: called }))]} />
      ) : null}
      {begin.isError ? <Note tone="warn" alert>{sayWhy(begin.error)}</Note> : null}
      <Button type="submit" weight="door" wide busy={begin.isPending} disabled={chosen.length === 0 || (isGroup && !name.trim())}>
        {t(isGroup ? "conversation.make" : "conversation.start")}
      </Button>
      {chosen.length === 1 ? (
        <Button icon="lock" wide onClick={() => setSealed(chosen[0]?.person)}>
          {t("conversation.start_sealed")}
        </Button>
      ) : null}
    </form>
  );
}
