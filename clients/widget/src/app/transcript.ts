/** A conversation as a text to keep. */
import type { Api, Message } from "@chorus/wire";
import { fetchMessages } from "./conversation.ts";
import type { Strings } from "./strings/index.ts";

const PAGE = 200;
/** A file that somebody reads; the end of a longer conversation is what counts. */
const PAGES_MAX = 50;

export async function transcriptOf(
  api: Api,
  conversationId: string,
  strings: Strings,
  locale: string,
): Promise<Blob> {
  let messages: Message[] = [];
  for (let page = 0; page < PAGES_MAX; page++) {
    const before = messages[0]?.position;
    const { items, hasMore } = await fetchMessages(api, conversationId, {
      limit: PAGE,
      ...(before !== undefined && { before }),
    });
    messages = [...items, ...messages];
    if (!hasMore || !items.length) break;
  }
  const text = messages.map((message) => lineOf(message, strings, locale)).join("\n\n");
  // The mark tells every editor that it is UTF-8.
  return new Blob(["\uFEFF", text, "\n"], { type: "text/plain;charset=utf-8" });
}

function lineOf(message: Message, strings: Strings, locale: string): string {
  const { role, authorName, content, attachments, createdAt } = message;
  const at = new Date(createdAt).toLocaleString(locale, { dateStyle: "medium", timeStyle: "short" });
  const who = role === "customer" ? strings.you : authorName || (role === "system" ? "" : strings.assistant);
  const files = attachments.map(({ name }) => `[${name}]`);
  return `${at}${who && ` · ${who}`}\n${[content, ...files].filter(Boolean).join("\n")}`;
}
