import type { Choice } from "@/ui/choices";

/** What a key may be given; the names are those of OAuth2 in the API's description. */
export const SCOPES: Choice[] = [
  ["conversations:read", "Read conversations, messages, the queue and presence"],
  ["conversations:write", "Answer, accept, transfer, close"],
  ["customers:read", "Read customers"],
  ["customers:write", "Change customers"],
  ["users:read", "Read people and teams"],
  ["users:write", "Change people and teams"],
  ["replies:write", "Change canned replies and labels"],
  ["kb:read", "Read and search the knowledge base"],
  ["kb:write", "Change the knowledge base"],
  ["settings:read", "Read the company's settings and inboxes"],
  ["settings:write", "Change the company's settings and inboxes"],
  ["usage:read", "Read usage and cost"],
].map(([value = "", label = ""]) => ({ value, label, detail: value }));
