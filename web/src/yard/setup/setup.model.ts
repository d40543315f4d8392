/** The first day's answers, page by page, and what is missing on each. Pure. */

export const pages = ["house", "address", "profile", "keeper"] as const;
export type SetupPage = (typeof pages)[number];

export type Answers = {
  legalName: string;
  contactName: string;
  contactEmail: string;
  contactPhone: string;
  contactAddress: string;
  publicUrl: string;
  profile: string;
  keeperName: string;
  login: string;
  password: string;
};

export const PASSWORD_LENGTH_MIN = 12;

export type Mistakes = Partial<Record<keyof Answers, "missing" | "email" | "url" | "short">>;

export function mistakesOn(page: SetupPage, answers: Answers): Mistakes {
  const mistakes: Mistakes = {};
  const want = (...fields: (keyof Answers)[]) => {
    for (const field of fields) if (!answers[field].trim()) mistakes[field] = "missing";
  };
  switch (page) {
    case "house":
      want("legalName", "contactName", "contactEmail", "contactPhone", "contactAddress");
      if (!mistakes.contactEmail && !/^[^\s@]+@[^\s@]+$/.test(answers.contactEmail.trim())) mistakes.contactEmail = "email";
      break;
    case "address":
      if (!isWebAddress(answers.publicUrl)) mistakes.publicUrl = "url";
      break;
    case "profile":
      want("profile");
      break;
    case "keeper":
      want("keeperName", "login");
      if (answers.password.length < PASSWORD_LENGTH_MIN) mistakes.password = "short";
      break;
  }
  return mistakes;
}

function isWebAddress(text: string): boolean {
  try {
    const { protocol, pathname, search, hash } = new URL(text.trim());
    return /^https?:$/.test(protocol) && pathname === "/" && !search && !hash;
  } catch {
    return false;
  }
}
