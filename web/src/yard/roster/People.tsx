/** The people of an organisation: its departments beside a list that may be long, and each one's record. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useDeferredValue, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { isNarrow } from "@/ui/kit/Kit";
import { Dialog, Face, Field, Note, Select, Waiting } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { type Branch, peopleQuery, treeQuery } from "./roster.data";
import { RecordSheet } from "./RecordSheet";
import { inView } from "./window.model";
import "./words";
import "./roster.css";

/** Pixels of a row; the style says the same. */
const ROW = 56;

export default function People({ org }: { org: string }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const tree = useQuery(treeQuery(org));
  const [department, setDepartment] = useState<string>();
  const [typed, setTyped] = useState("");
  const [person, setPerson] = useState<{ id: string; name: string }>();
  const text = useDeferredValue(typed.trim());
  if (tree.isError) return <Note tone="warn">{sayWhy(tree.error)}</Note>;
  const branches = tree.data?.items ?? [];
  const nameOf = (id: string | null | undefined) => branches.find((one) => one.id === id)?.name;
  return (
    <div className="roster">
      <Tree branches={branches} at={department} onChoose={setDepartment} />
      <div className="stack roster-list">
        <Field label={t("roster.search")} type="search" value={typed} maxLength={64} onChange={(event) => setTyped(event.target.value)} />
        <List key={`${department ?? ""} ${text}`} org={org} text={text} department={department} nameOf={nameOf} onOpen={setPerson} />
      </div>
      <Dialog open={person !== undefined} title={t("roster.record_of", { name: person?.name ?? "" })} closeLabel={t("common.close")} onClose={() => setPerson(undefined)}>
        {person ? <RecordSheet org={org} person={person.id} nameOf={nameOf} /> : null}
      </Dialog>
    </div>
  );
}

const depthOf = (branches: Branch[]) => {
  const depth = new Map<string, number>();
  for (const { id, parent } of branches) depth.set(id, parent ? (depth.get(parent) ?? 0) + 1 : 0);
  return depth;
};

/** Departments: a list on a desk, one choice on a phone. */
function Tree({ branches, at, onChoose }: { branches: Branch[]; at: string | undefined; onChoose: (id: string | undefined) => void }) {
  const { t } = useTranslation();
  const [narrow] = useState(isNarrow);
  const depth = depthOf(branches);
  const count = (people: number) => t("roster.people", { count: people });
  if (narrow) {
    const choices = branches.map((one) => ({ value: one.id, label: `${"　".repeat(depth.get(one.id) ?? 0)}${one.name} · ${count(one.all)}` }));
    return <Select label={t("orgs.departments")} value={at ?? ""} onChange={(id) => onChoose(id || undefined)} choices={[{ value: "", label: t("roster.everyone") }, ...choices]} />;
  }
  const line = (id: string | undefined, name: string, deep: number, people?: number) => (
    <li key={id ?? ""} style={{ paddingInlineStart: `${deep * 16}px` }}>
      <button type="button" className="roster-branch" aria-pressed={at === id} onClick={() => onChoose(id)}>
        <span>{name}</span>
        {people === undefined ? null : <span className="small muted">{people}</span>}
      </button>
    </li>
  );
  return (
    <nav aria-label={t("orgs.departments")} className="roster-tree">
      <ul>
        {line(undefined, t("roster.everyone"), 0)}
        {branches.map((one) => line(one.id, one.name, (depth.get(one.id) ?? 0) + 1, one.all))}
      </ul>
    </nav>
  );
}

type ListProps = {
  org: string;
  text: string;
  department: string | undefined;
  nameOf: (id: string | null | undefined) => string | undefined;
  onOpen: (person: { id: string; name: string }) => void;
};

/** Drawn as far as it stands in view, and asked for as far as it is scrolled. */
function List({ org, text, department, nameOf, onOpen }: ListProps) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const people = useInfiniteQuery(peopleQuery(org, text, department));
  const box = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState({ scrolled: 0, seen: 560 });
  const items = people.data?.pages.flatMap((page) => page.items) ?? [];
  const total = people.data?.pages[0]?.total ?? 0;
  const view = inView(items.length, ROW, place);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = people;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && view.to + 20 >= items.length) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, view.to, items.length]);
  if (people.isError) return <Note tone="warn">{sayWhy(people.error)}</Note>;
  if (!people.data) return <Waiting label={t("common.loading")} />;
  if (total === 0) return <p className="muted">{t("roster.none")}</p>;
  const measure = () => box.current && setPlace({ scrolled: box.current.scrollTop, seen: box.current.clientHeight });
  return (
    <>
      <p className="small muted" role="status">{t("roster.people", { count: total })}</p>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be within reach of a keyboard */}
      <div ref={box} className="roster-scroll" role="group" aria-label={t("orgs.people")} tabIndex={0} onScroll={measure}>
        <ul style={{ paddingBlock: `${view.above}px ${view.below}px` }}>
          {items.slice(view.from, view.to).map((one) => (
            <li key={one.person}>
              <button type="button" className="roster-person" onClick={() => onOpen({ id: one.person, name: one.name ?? "–" })}>
                <Face name={one.name ?? "–"} size={32} />
                <span>{one.name ?? "–"}</span>
                <span className="small muted">{nameOf(one.department)}</span>
                {one.role === "administrator" ? <span className="tag">{t("orgs.role_administrator")}</span> : null}
              </button>
            </li>
          ))}
        </ul>
      </div>
    </>
  );
}
