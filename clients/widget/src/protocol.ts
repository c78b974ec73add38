/**
 * What the page (loader) and the iframe (app) say to each other. Both sides parse what they get: a message event can
 * come from anybody, and whoever casts it trusts a stranger's fields.
 */
export const VERSION = 1;

export type ToApp =
  | ({ type: "hello"; isOpen: boolean; takesFocus: boolean; language?: string; isRtl?: boolean } & Before &
      Identified)
  | { type: "opened" }
  | { type: "closed" }
  | ({ type: "identify"; identityToken: string } & Identified)
  /** The answer to `identity`; without a token when the page has none. */
  | { type: "identity"; identityToken?: string }
  /** The answer to `page`; without an address where the page has none of the web. */
  | { type: "page"; page?: string }
  | { type: "shutdown" };

interface Before {
  /** What the page kept for the tab. */
  kept?: string;
  /** The last customer has logged out: nothing of theirs is to be found here. */
  forgets?: boolean;
}

interface Identified {
  identityToken?: string;
  /** The page can be asked for a fresh token. */
  isRenewable?: boolean;
}

export type ToPage =
  | { type: "ready" }
  | { type: "close" }
  /** Asks for a fresh token of who the customer is. */
  | { type: "identity" }
  /** Asks for the address of the page, when a conversation begins. */
  | { type: "page" }
  /** Where the frame's own storage is blocked: keep this for the tab, and say it in the next `hello`. */
  | { type: "keep"; text: string }
  /** This page may not carry the chat, or one around it may not: its origin, or nothing when there is no such inbox. */
  | { type: "refused"; page: string }
  | { type: "unread"; count: number }
  | { type: "look"; color: string; ink: string; title: string }
  | { type: "gone" };

type Fields = Record<string, unknown>;

export function wrap(message: ToApp | ToPage): Fields {
  return { ...message, chorus: VERSION };
}

function fieldsOf(data: unknown): Fields | undefined {
  if (typeof data !== "object" || data === null) return undefined;
  const fields = data as Fields;
  return fields.chorus === VERSION ? fields : undefined;
}

const text = (value: unknown) => (typeof value === "string" ? value : undefined);
const TEXT_MAX = 200;
const KEEP_MAX = 64_000;
const PAGE_MAX = 2_000;

export function readToPage(data: unknown): ToPage | undefined {
  const fields = fieldsOf(data);
  switch (fields?.type) {
    case "ready":
    case "close":
    case "identity":
    case "page":
    case "gone":
      return { type: fields.type };
    case "unread":
      return Number.isSafeInteger(fields.count)
        ? { type: "unread", count: fields.count as number }
        : undefined;
    case "keep": {
      const kept = text(fields.text);
      return kept === undefined || kept.length > KEEP_MAX ? undefined : { type: "keep", text: kept };
    }
    case "refused":
      return { type: "refused", page: (text(fields.page) ?? "").slice(0, TEXT_MAX) };
    case "look": {
      const [color, ink] = [text(fields.color), text(fields.ink)];
      if (!isColor(color) || !isColor(ink)) return undefined;
      return { type: "look", color, ink, title: (text(fields.title) ?? "").slice(0, TEXT_MAX) };
    }
    default:
      return undefined;
  }
}

const renewable = (fields: Fields) => (fields.isRenewable === true ? { isRenewable: true } : {});

export function readToApp(data: unknown): ToApp | undefined {
  const fields = fieldsOf(data);
  switch (fields?.type) {
    case "opened":
    case "closed":
    case "shutdown":
      return { type: fields.type };
    case "identify": {
      const identityToken = text(fields.identityToken);
      return identityToken === undefined
        ? undefined
        : { type: "identify", identityToken, ...renewable(fields) };
    }
    case "identity": {
      const identityToken = text(fields.identityToken);
      return { type: "identity", ...(identityToken !== undefined && { identityToken }) };
    }
    case "page": {
      const page = text(fields.page) ?? "";
      return { type: "page", ...(/^https?:\/\//.test(page) && page.length <= PAGE_MAX && { page }) };
    }
    case "hello": {
      const [language, identityToken, kept] = [fields.language, fields.identityToken, fields.kept].map(text);
      return {
        ...renewable(fields),
        type: "hello",
        isOpen: fields.isOpen === true,
        ...(fields.forgets === true && { forgets: true }),
        takesFocus: fields.takesFocus === true,
        ...(language !== undefined && { language }),
        ...(fields.isRtl === true && { isRtl: true }),
        ...(identityToken !== undefined && { identityToken }),
        ...(kept !== undefined && { kept }),
      };
    }
    default:
      return undefined;
  }
}

export function isColor(value: unknown): value is string {
  return typeof value === "string" && /^#[0-9a-f]{6}$/i.test(value);
}
