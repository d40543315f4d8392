/** Departments come as a list with parents and are shown as a tree. */
export type Flat = { id: string; name: string; parent?: string | null };
export type Branch = { key: string; title: string; children: Branch[] };

/** Orphans and circles end at the top, so that nothing is ever lost from sight. */
export function treeOf(list: readonly Flat[]): Branch[] {
  const known = new Map(list.map(({ id, name }) => [id, { key: id, title: name, children: [] as Branch[] }]));
  const top: Branch[] = [];
  for (const { id, parent } of list) {
    const branch = known.get(id);
    const above = !parent || circles(list, id) ? undefined : known.get(parent);
    if (branch) (above?.children ?? top).push(branch);
  }
  return top;
}

function circles(list: readonly Flat[], id: string): boolean {
  const parents = new Map(list.map((flat) => [flat.id, flat.parent ?? null]));
  const seen = new Set<string>();
  for (let at: string | null | undefined = id; at; at = parents.get(at)) {
    if (seen.has(at)) return true;
    seen.add(at);
  }
  return false;
}
