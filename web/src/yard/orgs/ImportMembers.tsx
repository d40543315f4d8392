import { useState } from "react";
import { useTranslation } from "react-i18next";
import { PickFile } from "@/ui/PickFile";
import { Button, Note, Select, TextField } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { useImport } from "./orgs.data";
import { type Basis, bases, readRows } from "./rows.model";

const PROBLEMS = ["account.phone_wrong", "org.member_already", "org.invited_already", "org.invite_limit"] as const;

/** Many at once, each on a legal ground that is named and that he reads. A number, a ground and a role; nothing else. */
export function ImportMembers({ org }: { org: string }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const bring = useImport(org);
  const [text, setText] = useState("");
  const [basis, setBasis] = useState<Basis>("contract");
  const { rows, wrong } = readRows(text, basis);
  const left = (bring.data?.items ?? []).flatMap((item, at) => (item.problem ? [{ at: at + 1, problem: item.problem }] : []));
  const say = (problem: string) => {
    const known = PROBLEMS.find((one) => one === problem);
    return known ? t(`imports.left_${known.replace(/^.*\./, "") as "phone_wrong" | "member_already" | "invited_already" | "invite_limit"}`) : problem;
  };
  return (
    <div className="stack">
      <p className="muted">{t("imports.lead")}</p>
      <Select
        label={t("imports.basis")}
        value={basis}
        onChange={(value) => setBasis(bases.find((one) => one === value) ?? "contract")}
        choices={bases.map((value) => ({ value, label: t(`imports.basis_${value}`) }))}
      />
      <TextField label={t("imports.rows")} value={text} mistake={wrong.length > 0 ? t("imports.wrong", { lines: wrong.join(", ") }) : undefined} onChange={(event) => setText(event.target.value)} />
      {bring.isError ? <Note tone="warn" alert>{sayWhy(bring.error)}</Note> : null}
      {bring.data ? (
        <Note tone={left.length > 0 ? "warn" : "good"} alert>
          <p>{t("imports.done", { count: bring.data.items.length - left.length })}</p>
          {left.map(({ at, problem }) => (
            <p key={at}>{t("imports.left", { line: at, why: say(problem) })}</p>
          ))}
        </Note>
      ) : null}
      <div className="row wrap">
        <PickFile accept=".csv,text/csv,text/plain" onPick={async (file) => setText(await file.text())}>
          {t("imports.file")}
        </PickFile>
        <Button weight="door" busy={bring.isPending} disabled={rows.length === 0 || rows.length > 500 || wrong.length > 0} onClick={() => bring.mutate(rows)}>
          {t("imports.go", { count: rows.length })}
        </Button>
      </div>
    </div>
  );
}
