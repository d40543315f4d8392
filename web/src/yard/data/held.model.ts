/** What is held, told by kind: one card a category, one's own particulars first, the house's records of them last. Pure. */
export type HeldThing = {
  category: string;
  title: string;
  sensitive: boolean;
  value?: string | null;
  collected_at: string;
  purposes: readonly { purpose: string; title: string }[];
  sources: readonly string[];
  bases: readonly string[];
  retention: string;
};

export type HeldKind = Omit<HeldThing, "value"> & { values: string[]; hidden: boolean };

/** Records about the person rather than particulars of the person. */
const RECORDS = /(?<!member-|personnel-)record|log|consent|notice|network|mark/;

export function kindsOf(things: readonly HeldThing[]): HeldKind[] {
  const kinds = new Map<string, HeldKind>();
  for (const { value, ...thing } of things) {
    const kind = kinds.get(thing.category) ?? { ...thing, values: [], hidden: false };
    if (value) kind.values.push(value);
    else kind.hidden = true;
    if (thing.collected_at < kind.collected_at) kind.collected_at = thing.collected_at;
    kinds.set(thing.category, kind);
  }
  const rank = ({ category }: HeldKind) => (RECORDS.test(category) ? 1 : 0);
  return [...kinds.values()].sort((one, other) => rank(one) - rank(other));
}
