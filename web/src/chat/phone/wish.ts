/** A number that another page wants dialled. It goes from page to page in memory: in an address it would be read by others. */
let wanted = "";

export function wantDial(number: string): void {
  wanted = number;
}

/** The number that is wanted. */
export const wantedDial = (): string => wanted;
