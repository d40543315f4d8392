import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Alert, Popconfirm, Skeleton } from "@/ui/kit/Kit";
import { Button } from "@/ui/plain";
import { showDay, showRecent } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { CreateProgram } from "./CreateProgram";
import { type Program, programsQuery, useRevokeProgram } from "./programs.data";
import { type Scope, scopeWord } from "./programs.model";

/** Programs that come in from outside: of an organisation, or, where none is named, of the house. */
export function Programs({ org }: { org?: string }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const programs = useQuery(programsQuery(org));
  const revoke = useRevokeProgram(org);
  const [creating, setCreating] = useState(false);
  if (programs.isError) return <Alert type="warning" showIcon title={sayWhy(programs.error)} />;
  if (!programs.data) return <Skeleton active />;
  return (
    <div className="stack">
      <p>{t("programs.lead")}</p>
      <div>
        <Button icon="plus" onClick={() => setCreating(true)}>
          {t("programs.create")}
        </Button>
      </div>
      {revoke.isError ? <Alert type="warning" showIcon title={sayWhy(revoke.error)} role="alert" /> : null}
      {programs.data.items.length === 0 ? <p className="muted">{t("programs.none")}</p> : null}
      <ul className="lines">
        {programs.data.items.map((program) => (
          <Line key={program.id} program={program} onRevoke={() => revoke.mutate(program.id)} />
        ))}
      </ul>
      <CreateProgram org={org} open={creating} onClose={() => setCreating(false)} />
    </div>
  );
}

function Line({ program, onRevoke }: { program: Program; onRevoke: () => void }) {
  const { t, i18n } = useTranslation();
  const used = program.used_at ? t("programs.used", { at: showRecent(program.used_at, i18n.language) }) : t("programs.unused");
  const until = t(program.expired ? "programs.expired" : "programs.until", { day: showDay(program.expires_at, i18n.language) });
  return (
    <li>
      <div className="lines-main">
        <strong>
          {program.name} {program.expired ? <span className="tag warn">{t("programs.over")}</span> : null}
        </strong>
        <span className="small">{program.scopes.map((scope) => t(`programs.scope_${scopeWord(scope as Scope)}`)).join(" · ")}</span>
        <span className="small muted">
          {until} · {used}
        </span>
      </div>
      <Popconfirm
        title={t("programs.revoke_sure", { name: program.name })}
        okText={t("programs.revoke")}
        cancelText={t("common.cancel")}
        onConfirm={onRevoke}
      >
        <Button weight="danger" aria-label={t("programs.revoke_of", { name: program.name })}>
          {t("programs.revoke")}
        </Button>
      </Popconfirm>
    </li>
  );
}
