/** A refusal by the server, or no answer at all: one shape for REST, socket and outbox. */
export interface ErrorFields {
  code: string;
  message?: string | undefined;
  /** HTTP status; 0 when there was no answer. */
  status?: number | undefined;
  retryable?: boolean | undefined;
  retryAfterSeconds?: number | undefined;
  details?: unknown;
}

export class ChorusApiError extends Error {
  readonly code: string;
  readonly status: number;
  readonly retryable: boolean;
  readonly retryAfterSeconds: number | undefined;
  readonly details: unknown;

  constructor(fields: ErrorFields) {
    super(fields.message ?? fields.code);
    this.name = "ChorusApiError";
    this.code = fields.code;
    this.status = fields.status ?? 0;
    this.retryable = fields.retryable ?? false;
    this.retryAfterSeconds = fields.retryAfterSeconds;
    this.details = fields.details;
  }
}

export const UNREACHABLE = "network.unreachable";

/** What anything thrown says about trying again; what is no refusal of the server may be tried again. */
export function remedyOf(error: unknown): {
  code: string;
  status: number;
  retryable: boolean;
  retryAfterMs: number;
} {
  const fields = (typeof error === "object" && error !== null ? error : {}) as Partial<ErrorFields>;
  return {
    code: fields.code ?? UNREACHABLE,
    status: fields.status ?? 0,
    retryable: fields.retryable ?? true,
    retryAfterMs: (fields.retryAfterSeconds ?? 0) * 1000,
  };
}
