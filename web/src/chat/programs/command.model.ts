/** Commands in the field: `/` at its beginning, a name, and what stands behind it. */

export type Known = { program: string; by: string; host: string; name: string; hint: string };

type Hearing = { id: string; name: string; host: string; on: boolean; commands: readonly { name: string; hint: string }[] };

/** All commands that programs of a group answer now, by name. */
export function knownOf(programs: readonly Hearing[]): Known[] {
  const known = programs.filter(({ on }) => on).flatMap(({ id, name: by, host, commands }) => commands.map(({ name, hint }) => ({ program: id, by, host, name, hint })));
  return known.sort((one, other) => one.name.localeCompare(other.name) || one.by.localeCompare(other.by));
}

/** What is being typed as the name of a command; undefined where that is over, or was not begun. */
export function typedName(text: string): string | undefined {
  return /^\/([a-z0-9-]*)$/i.exec(text)?.[1]?.toLowerCase();
}

/** The command that a text gives, and its words. */
export function givenBy(text: string, known: readonly Known[], chosen?: string): { to: Known; words: string } | undefined {
  const [, name, words] = /^\/([a-z0-9-]+)(?:\s+([\s\S]*))?$/i.exec(text.trimEnd()) ?? [];
  if (!name) return undefined;
  const named = known.filter((one) => one.name === name.toLowerCase());
  const to = named.find(({ program }) => program === chosen) ?? named[0];
  return to && { to, words: words ?? "" };
}

/** Commands as whoever lets a program in types them: a line each, the hint behind the name. */
export function readCommands(typed: string): { name: string; hint: string }[] {
  const lines = typed.split("\n").map((line) => line.trim().replace(/^\//, ""));
  return lines.filter(Boolean).map((line) => {
    const [name = "", ...hint] = line.split(/\s+/);
    return { name, hint: hint.join(" ") };
  });
}
