/** What an organisation attests of everybody whom a list or a directory names. */
export type Attested = { agreed: boolean; purpose: string; scope: string; use: string };

export const nothingAttested: Attested = { agreed: false, purpose: "", scope: "", use: "" };

/** Signs that say something at all. */
const SAID_MIN = 2;

/** Whether everything is said, and agreed to. */
export const isAttested = ({ agreed, purpose, scope, use }: Attested): boolean => agreed && [purpose, scope, use].every((text) => text.trim().length >= SAID_MIN);
