import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Check, Field, Note, Select } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { useRegister } from "./desk.data";
import { localInstant, utcOf } from "./instant.model";
import { saySeverity, severities } from "./say";

const DAY_MS = 86_400_000;

/** What is known at the first minute; everything else is said later. */
export function RegisterIncident({ onDone }: { onDone: (id: string) => void }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const register = useRegister();
  const [title, setTitle] = useState("");
  const [severity, setSeverity] = useState<string>("general");
  const [scope, setScope] = useState<"log" | "everyone">("log");
  const [drill, setDrill] = useState(false);
  const [from, setFrom] = useState(() => localInstant(new Date(Date.now() - DAY_MS)));
  const [found, setFound] = useState(() => localInstant(new Date()));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    register.mutate(
      { severity, drill, scope, from: utcOf(from), found_at: utcOf(found), facts: { title } },
      { onSuccess: ({ id }) => onDone(id) },
    );
  };
  return (
    <form className="stack" onSubmit={submit}>
      <Field label={t("desk.incident_title")} hint={t("desk.incident_title_hint")} value={title} maxLength={200} required onChange={(event) => setTitle(event.target.value)} />
      <Select label={t("desk.severity")} value={severity} onChange={setSeverity} choices={severities.map((value) => ({ value, label: saySeverity(value, t) }))} />
      <Field type="datetime-local" label={t("desk.began")} value={from} required onChange={(event) => setFrom(event.target.value)} />
      <Field type="datetime-local" label={t("desk.found")} value={found} required onChange={(event) => setFound(event.target.value)} />
      <Select
        label={t("desk.scope")}
        value={scope}
        onChange={(value) => setScope(value === "everyone" ? "everyone" : "log")}
        choices={[
          { value: "log", label: t("desk.scope_log") },
          { value: "everyone", label: t("desk.scope_everyone") },
        ]}
      />
      <Check checked={drill} onChange={setDrill}>
        {t("desk.is_drill")}
      </Check>
      {register.isError ? <Note tone="warn" alert>{sayWhy(register.error)}</Note> : null}
      <Button type="submit" weight="door" busy={register.isPending} disabled={!title.trim()}>
        {t("desk.register_go")}
      </Button>
    </form>
  );
}
