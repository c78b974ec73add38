/** What is wrong with what was typed, by the name of its field: found here, or told by the server. */
import type { Schemas } from "@chorus/wire";
import { ApiError } from "./api";
import { errorText, textOf } from "./error-text";

export type Problems = Record<string, string>;
type FieldRefusal = Schemas["FieldRefusal"];

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

export const controlsOf = (form: HTMLFormElement): Control[] =>
  [...form.elements].filter((one): one is Control => "validity" in one && "name" in one && one.name !== "");

/** The browser's own rules (required, type, pattern …), in sentences that stand at the field. */
export function problemsIn(form: HTMLFormElement): Problems {
  const found: Problems = {};
  for (const control of controlsOf(form)) {
    const problem = problemOf(control);
    if (problem) found[control.name] ??= problem;
  }
  return found;
}

function problemOf(control: Control): string | null {
  const { validity, value } = control;
  // Only spaces are nothing: the server strips them.
  if (control.required && value.trim() === "") return "Required";
  const most = Number(control.dataset["max"] ?? Infinity);
  const length = Array.from(value.trim()).length;
  if (length > most) return `Use at most ${most} characters (${length - most} too many).`;
  const least = "minLength" in control ? control.minLength : 0;
  // The browser counts only what a person typed; a generated value counts as well.
  if (value !== "" && value.length < least) return `Use at least ${least} characters.`;
  if (validity.valid) return null;
  if (validity.typeMismatch) {
    return control.type === "email" ? "Enter a valid e-mail address." : "Enter a valid URL.";
  }
  if (validity.tooLong && "maxLength" in control) return `Use at most ${control.maxLength} characters.`;
  return control.title || control.validationMessage;
}

/** The field that a refusal is about. */
const FIELD_OF: Record<string, string> = {
  "user.email_taken": "email",
  "user.wrong_password": "currentPassword",
  "auth.password_too_short": "password",
  "auth.password_too_long": "password",
  "team.name_taken": "name",
  "label.name_taken": "name",
  "canned_reply.shortcut_taken": "shortcut",
  "inbox.bad_origin": "allowedOrigins",
  "inbox.identity_key_refused": "publicKey",
  "auth.scope_unknown": "scopes",
};

/** By the constraint that a field broke; the server's own words are made for developers. */
const SENTENCES: Partial<Record<FieldRefusal["constraint"], (limit: number) => string>> = {
  required: () => "Required",
  labelName: () => "Use letters, digits, spaces, hyphens and underscores. Start with a letter or digit.",
  email: () => "Enter a valid e-mail address.",
  origin: () => "Enter an address with https:// and no path, such as https://www.example.com.",
  regex: () => "This isn't a valid RE2 pattern.",
  minLength: (limit) => `Use at least ${limit} characters.`,
  maxLength: (limit) => `Use at most ${limit} characters.`,
  minItems: (limit) => `Choose at least ${limit}.`,
  maxItems: (limit) => `Enter at most ${limit}.`,
  minimum: (limit) => `Enter ${limit} or more.`,
  maximum: (limit) => `Enter ${limit} or less.`,
};

const sentence = ({ constraint, limit }: FieldRefusal): string =>
  SENTENCES[constraint]?.(limit ?? 0) ?? "This value isn't valid.";

interface Refused {
  fields: Problems;
  /** What belongs to no field of the form. */
  rest: string | null;
}

export function refusedBy(error: unknown, names: readonly string[]): Refused {
  if (!error) return { fields: {}, rest: null };
  const fields: Problems = {};
  for (const [path, text] of pathsOf(error)) {
    // `settings.escalationRules.0.pattern` is the field `pattern`, `allowedOrigins.2` is `allowedOrigins`.
    const name = path.split(".").findLast((part) => names.includes(part));
    if (name) fields[name] ??= text;
  }
  return { fields, rest: Object.keys(fields).length > 0 ? null : errorText(error).detail };
}

function pathsOf(error: unknown): [string, string][] {
  if (!(error instanceof ApiError)) return [];
  const field = FIELD_OF[error.code];
  if (field) return [[field, textOf(error.code) ?? error.message]];
  const { fields } = (error.details ?? {}) as Schemas["RefusalDetails"];
  return (fields ?? []).map((refused) => [refused.field, sentence(refused)]);
}
