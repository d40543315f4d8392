import { type ReactNode, useState } from "react";
import { isNarrow, Tabs } from "./kit/Kit";
import { Select } from "./plain";

export type Part = { key: string; label: string; children: ReactNode };

/** Parts of a page: tabs, one below the other where there are many; on a phone, where few fit, one choice above. */
export function Parts({ choose, items, many }: { choose: string; items: Part[]; many?: boolean }) {
  const [at, setAt] = useState(items[0]?.key ?? "");
  // Chosen once: a phone that is turned while somebody writes must not begin the part anew.
  const [narrow] = useState(isNarrow);
  if (!narrow) return <Tabs destroyOnHidden tabPlacement={many ? "start" : "top"} items={items} />;
  return (
    <div className="stack">
      <Select label={choose} value={at} onChange={setAt} choices={items.map(({ key, label }) => ({ value: key, label }))} />
      {items.find(({ key }) => key === at)?.children}
    </div>
  );
}
