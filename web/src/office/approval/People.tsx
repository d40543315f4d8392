/** Members of the organisation, found by name; chosen ones stand above. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "@/ui/Icon";
import { Field } from "@/ui/plain";
import { peopleQuery } from "./approval.data";

type PeopleProps = { org: string; label: string; chosen: readonly string[]; most?: number; names?: Readonly<Record<string, string>>; mistake?: string | undefined; onChange: (chosen: string[]) => void };

const NOBODY: Readonly<Record<string, string>> = {};

export function People({ org, label, chosen, most = 20, names = NOBODY, mistake, onChange }: PeopleProps) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const [known, setKnown] = useState<Record<string, string>>({});
  const everybody = useQuery({ ...peopleQuery(org, ""), enabled: chosen.some((one) => !(one in names) && !(one in known)) });
  const found = useQuery({ ...peopleQuery(org, text.trim()), enabled: text.trim() !== "" });
  const all = Object.fromEntries((everybody.data?.items ?? []).map(({ person, name }) => [person, name ?? "—"]));
  const nameOf = (person: string) => known[person] ?? names[person] ?? all[person] ?? "…";
  const items = text.trim() === "" ? [] : (found.data?.items ?? []).filter(({ person }) => !chosen.includes(person));
  return (
    <div className="stack tight approval-people">
      {chosen.length > 0 ? (
        <ul className="approval-chips" aria-label={label}>
          {chosen.map((person) => (
            <li key={person}>
              <button type="button" className="tag approval-chip" aria-label={t("approval.take_out", { name: nameOf(person) })} onClick={() => onChange(chosen.filter((one) => one !== person))}>
                <span>{nameOf(person)}</span>
                <Icon name="close" size={14} />
              </button>
            </li>
          ))}
        </ul>
      ) : null}
      {chosen.length < most ? (
        <Field label={label} type="search" autoComplete="off" placeholder={t("approval.find_people")} value={text} mistake={mistake} onChange={(event) => setText(event.target.value)} />
      ) : (
        <span className="small muted">{label}</span>
      )}
      {items.length > 0 ? (
        <ul className="approval-found">
          {items.slice(0, 8).map(({ person, name }) => (
            <li key={person}>
              <button
                type="button"
                className="button plain wide"
                onClick={() => {
                  setKnown({ ...known, [person]: name ?? "—" });
                  setText("");
                  onChange(most === 1 ? [person] : [...chosen, person]);
                }}
              >
                {name ?? "—"}
              </button>
            </li>
          ))}
        </ul>
      ) : null}
      {text.trim() !== "" && found.data && items.length === 0 ? <p className="small muted">{t("approval.nobody_found")}</p> : null}
    </div>
  );
}
