/** Text with its links found. The result is rendered as text nodes and anchors, never as HTML. */
export type Segment = { text: string; href?: string };

/** An address on the web, with or without its scheme, or of e-mail. Each part is bounded, so the search is linear. */
const CANDIDATE =
  /\b(?:https?:\/\/|www\.)[^\s<>"'`]+|[a-z0-9._%+-]{1,64}@(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}\b/gi;
const TRAILING = /[.,;:!?'"\]}»”’*_~]+$/;
const MAIL_LETTER = /[a-z0-9._%+-]/i;

export function segmentsOf(text: string): Segment[] {
  const segments: Segment[] = [];
  let from = 0;
  for (const match of text.matchAll(CANDIDATE)) {
    const shown = trimmed(match[0]);
    const href = hrefOf(shown, text[match.index - 1] ?? "");
    if (!href) continue;
    if (match.index > from) segments.push({ text: text.slice(from, match.index) });
    segments.push({ text: shown, href });
    from = match.index + shown.length;
  }
  if (from < text.length) segments.push({ text: text.slice(from) });
  return segments;
}

/** A full stop after a link is not part of it; nor is a bracket that was opened before it. */
function trimmed(link: string): string {
  let end = link.replace(TRAILING, "");
  while (end.endsWith(")") && count(end, ")") > count(end, "(")) end = end.slice(0, -1).replace(TRAILING, "");
  return end;
}

const count = (text: string, letter: string) => text.split(letter).length - 1;

function hrefOf(link: string, before: string): string | undefined {
  if (/^https?:/i.test(link)) return safe(link);
  if (/^www\./i.test(link))
    return /^www\.[^/?#]*[^./?#]\.[^./?#]/i.test(link) ? safe(`https://${link}`) : undefined;
  // Only a part of what stands there would be linked.
  if (MAIL_LETTER.test(before) || link.startsWith(".")) return undefined;
  return `mailto:${encodeURIComponent(link).replace("%40", "@")}`;
}

function safe(link: string): string | undefined {
  if (!URL.canParse(link)) return undefined;
  const { protocol, href, username, password } = new URL(link);
  // https://bank.example@evil.example shows one host and leads to another.
  if (username || password) return undefined;
  return protocol === "https:" || protocol === "http:" ? href : undefined;
}
