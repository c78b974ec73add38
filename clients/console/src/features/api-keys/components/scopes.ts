import type { Choice } from "@/ui/choices";

/** What a key may be given; the names are those of OAuth2 in the API's description. */
export const SCOPES: Choice[] = [
  ["conversations:read", "Read conversations, messages, the queue and presence"],
  ["conversations:write", "Reply to, accept, transfer and close conversations"],
  ["customers:read", "Read customers"],
  ["customers:write", "Edit customers"],
  ["users:read", "Read users and teams"],
  ["users:write", "Manage users and teams"],
  ["replies:write", "Manage canned replies and labels"],
  ["kb:read", "Read and search the knowledge base"],
  ["kb:write", "Manage the knowledge base"],
  ["settings:read", "Read company settings and inboxes"],
  ["settings:write", "Manage company settings and inboxes"],
  ["usage:read", "Read usage and cost"],
  ["audit:read", "Read administrative events"],
].map(([value = "", label = ""]) => ({ value, label, detail: value }));
