/** What is said of an application, new or known. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { linesOf } from "@/ui/lines";
import { Button, Check, Field, Note, Select, TextField } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { type Application, type Says, type Scope, scopes } from "./application.data";

type Made = { kind: Application["kind"]; confidential: boolean };
type FormProps = { before?: Application; busy: boolean; wrong: Error | null; go: string; onSay: (says: Says, made: Made) => void };

export function Form({ before, busy, wrong, go, onSay }: FormProps) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const [kind, setKind] = useState<Application["kind"]>(before?.kind ?? "third_party");
  const [confidential, setConfidential] = useState(true);
  const [name, setName] = useState(before?.name ?? "");
  const [runner, setRunner] = useState(before?.runner ?? "");
  const [policy, setPolicy] = useState(before?.policy ?? "");
  const [start, setStart] = useState(before?.start ?? "");
  const [redirects, setRedirects] = useState(before?.redirects.join("\n") ?? "");
  const [logouts, setLogouts] = useState(before?.logouts.join("\n") ?? "");
  const [asks, setAsks] = useState<readonly Scope[]>(before?.scopes ?? ["profile"]);
  const tick = (scope: Scope, on: boolean) => setAsks(scopes.filter((one) => (one === scope ? on : asks.includes(one))));
  const says: Says = { name, runner, policy, start: start || null, redirects: linesOf(redirects), logouts: linesOf(logouts), scopes: [...asks] };
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        onSay(says, { kind, confidential });
      }}
    >
      {before ? null : (
        <Select
          label={t("apps.kind")}
          value={kind}
          onChange={(value) => setKind(value === "self_built" ? value : "third_party")}
          choices={(["third_party", "self_built"] as const).map((value) => ({ value, label: t(`apps.kind_${value}`) }))}
        />
      )}
      <Field label={t("apps.name")} value={name} maxLength={60} required onChange={(event) => setName(event.target.value)} />
      <Field label={t("apps.runner")} hint={t("apps.runner_hint")} value={runner} maxLength={100} required onChange={(event) => setRunner(event.target.value)} />
      <Field label={t("apps.policy")} type="url" value={policy} maxLength={500} required onChange={(event) => setPolicy(event.target.value)} />
      <Field label={t("apps.start")} type="url" value={start} maxLength={500} onChange={(event) => setStart(event.target.value)} />
      <TextField label={t("apps.redirects")} rows={2} value={redirects} required onChange={(event) => setRedirects(event.target.value)} />
      <p className="small muted">{t("apps.redirects_hint")}</p>
      <TextField label={t("apps.logouts")} rows={2} value={logouts} onChange={(event) => setLogouts(event.target.value)} />
      <fieldset className="stack tight">
        <legend>{t("apps.scopes")}</legend>
        {scopes.map((scope) => (
          <Check key={scope} checked={asks.includes(scope)} onChange={(on) => tick(scope, on)}>
            {t(`apps.scope_${scope}`)}
          </Check>
        ))}
      </fieldset>
      {before ? null : (
        <Check checked={confidential} onChange={setConfidential}>
          {t("apps.confidential")}
        </Check>
      )}
      {wrong ? <Note tone="warn" alert>{sayWhy(wrong)}</Note> : null}
      <Button type="submit" weight="door" busy={busy}>
        {go}
      </Button>
    </form>
  );
}
