/** A list of people as somebody pastes it: one a line, number, legal ground, and role where it is not a member. Pure. */

export const bases = ["contract", "consent", "duty"] as const;
export type Basis = (typeof bases)[number];
export type Row = { phone: string; basis: Basis; role: "member" | "administrator" };

/** The rows of a list; a line without a ground has the one that is chosen for the list. */
export function readRows(text: string, basis: Basis): { rows: Row[]; wrong: number[] } {
  const rows: Row[] = [];
  const wrong: number[] = [];
  text.split(/\r?\n/).forEach((line, at) => {
    const [phone = "", ...words] = line.split(/[,;\t，；]/).map((cell) => cell.trim());
    if (!phone && words.every((word) => !word)) return;
    const rest = words.filter(Boolean).map((word) => word.toLowerCase());
    const named = bases.find((one) => rest.includes(one));
    const administers = rest.includes("administrator");
    const known = rest.every((word) => word === named || word === "administrator" || word === "member");
    if (!/\d{6}/.test(phone.replace(/[\s-]/g, "")) || !known) wrong.push(at + 1);
    else rows.push({ phone, basis: named ?? basis, role: administers ? "administrator" : "member" });
  });
  return { rows, wrong };
}
