/** A "no" of the server: a stable `code` for programs, arguments for the sentence that people read. */
export class Refusal extends Error {
  readonly code: string;
  readonly status: number;
  /** The server's sentence, in the language of this page. */
  readonly title: string;
  readonly args: Readonly<Record<string, unknown>>;

  private constructor(status: number, code: string, title: string, args: Record<string, unknown>) {
    super(code);
    this.name = "Refusal";
    this.status = status;
    this.code = code;
    this.title = title;
    this.args = args;
  }

  /** Reads a problem+json body; what is not one is told by its status alone. */
  static from(status: number, body: unknown): Refusal {
    const problem = isRecord(body) ? body : {};
    const code = typeof problem["code"] === "string" ? problem["code"] : `http.${status}`;
    const title = typeof problem["title"] === "string" ? problem["title"] : "";
    const args = isRecord(problem["args"]) ? problem["args"] : {};
    return new Refusal(status, code, title, args);
  }

  /** This page cannot seal what it would send: it was not opened over HTTPS. */
  static unsealable(): Refusal {
    return new Refusal(0, "seal.unsupported", "", {});
  }

  static unreachable(): Refusal {
    return new Refusal(0, "house.unreachable", "", {});
  }
}

/** The code of a refusal, or nothing when the error is of another kind. */
export function refusedWith(error: unknown): string | undefined {
  return error instanceof Refusal ? error.code : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
