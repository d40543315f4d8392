/** The few operations that the OpenAPI document leaves out or cannot type: raw bodies, and the developer's outbox. */

type Answers<Status extends number, Body = never> = {
  [status in Status]: { headers: Record<string, unknown>; content: [Body] extends [never] ? never : { "application/json": Body } };
};
type Plain = { query?: never; header?: never; path?: never; cookie?: never };

/** An SMS or a mail that `--dev` keeps instead of sending. */
export type DevLetter = { at: string; kind: "sms" | "mail"; to: string; text: string; code?: string | null };

export type Beside = {
  "/dev/outbox": {
    parameters: Plain;
    get: { parameters: Plain; requestBody?: never; responses: Answers<200, { items: DevLetter[] }> };
  };
  "/api/v1/me/avatar": {
    parameters: Plain;
    put: { parameters: Plain; requestBody: { content: { "image/*": Blob } }; responses: Answers<204> };
    delete: { parameters: Plain; requestBody?: never; responses: Answers<204> };
  };
};
