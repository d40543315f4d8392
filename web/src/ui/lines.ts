/** What somebody wrote a line each; empty ones are none. */
export const linesOf = (text: string): string[] => text.split("\n").map((line) => line.trim()).filter(Boolean);
