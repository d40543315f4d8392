/** On which legal ground an organisation brings somebody in. */
export const bases = ["contract", "consent", "duty"] as const;
export type Basis = (typeof bases)[number];
