/** Who is mentioned by a text: the names that stand in it after an `@`, the longest first. No person and no program is everybody. */
export type Mentionable = { person: string | null; name: string; program?: string };

const FAR = 40;

/** Where the name begins that is being typed. */
export function startsAt(text: string, caret: number): number | undefined {
  const start = text.lastIndexOf("@", caret - 1);
  if (start < 0 || caret - start > FAR) return undefined;
  const before = text[start - 1];
  const isInWord = before !== undefined && /[A-Za-z0-9.]/.test(before);
  return isInWord || /\s/.test(text.slice(start, caret)) ? undefined : start;
}

export function namedIn(text: string, people: readonly Mentionable[]): { mentions: string[]; all: boolean; programs?: string[] } {
  const mentions = new Set<string>();
  const programs = new Set<string>();
  let all = false;
  let rest = text;
  const names = [...new Set(people.map(({ name }) => name))].sort((one, other) => other.length - one.length);
  for (const name of names) {
    if (!rest.includes(`@${name}`)) continue;
    rest = rest.replaceAll(`@${name}`, "\n");
    for (const one of people) {
      if (one.name !== name) continue;
      if (one.program) programs.add(one.program);
      else if (one.person) mentions.add(one.person);
      else all = true;
    }
  }
  return { mentions: [...mentions], all, ...(programs.size > 0 ? { programs: [...programs] } : {}) };
}
