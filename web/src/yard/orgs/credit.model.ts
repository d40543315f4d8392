/** The unified social credit code of a Chinese organisation (GB 32100-2015): 18 signs, the last one a check. */
const SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY";
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

export function readCreditCode(text: string): string | undefined {
  const code = text.replace(/\s/g, "").toUpperCase();
  if (code.length !== 18) return undefined;
  let sum = 0;
  for (const [at, weight] of WEIGHTS.entries()) {
    const worth = SIGNS.indexOf(code.charAt(at));
    if (worth < 0) return undefined;
    sum += worth * weight;
  }
  return SIGNS.charAt((31 - (sum % 31)) % 31) === code.charAt(17) ? code : undefined;
}
