/** Sentences for people, by stable code. */
import { ApiError } from "./api";

/** Where the console can say it better than the server, which speaks to every client. */
const TEXTS: Record<string, string> = {
  "network.unreachable": "Chorus can't be reached. Check your connection and try again.",
  "auth.bad_credentials": "That e-mail and password do not match.",
  "auth.tenant_required": "This address belongs to several companies. Say which one.",
  "auth.required": "You were logged out. Log in again.",
  "auth.refresh_refused": "You were logged out. Log in again.",
  "auth.scope_missing": "Your role does not allow this.",
  "permission.denied": "Your role does not allow this.",
  "server.failed":
    "Something went wrong on our side. Try again. If it keeps happening, tell your administrator.",
  "resource.not_found": "This no longer exists.",
  "request.conflict": "Someone changed this in the meantime. You now see the latest state.",
  "escalation.not_waiting": "A colleague already took this one, or the customer is no longer waiting.",
  "escalation.not_offered": "The time to accept has passed. It was offered to someone else.",
  "conversation.already_assigned": "A colleague already took this conversation.",
  "conversation.another_open": "This customer has a newer open conversation. Continue there.",
  "user.email_taken": "Somebody else has this address already.",
  "user.last_admin": "This is the last administrator. Make somebody else one first.",
  "user.wrong_password": "This is not your current password.",
  "user.not_found": "This user no longer exists.",
  "auth.password_too_short": "At least 10 characters.",
  "auth.password_too_long": "At most 256 characters.",
  "auth.scope_unknown": "One of these permissions cannot be given to a key.",
  "team.name_taken": "Another team has this name.",
  "team.in_use": "Conversations belong to this team, so it stays. Rename it, or take its people out.",
  "team.user_unknown": "One of these users was removed. Reload and try again.",
  "team.too_many": "You've reached the limit of 500 teams. Delete one to add another.",
  "label.name_taken": "There is a label of this name already.",
  "canned_reply.shortcut_taken": "Another canned reply has this shortcut.",
  "inbox.bad_origin": "An address has https:// and a host, and no path: https://www.example.com",
  "inbox.in_use": "This inbox has conversations, so it stays. Switch it off instead.",
  "inbox.identity_key_refused": "This is not a public key in PEM: RSA (2048 bits or more), P-256 or Ed25519.",
  "document.known": "This document is in the knowledge base already.",
  "document.empty": "There is nothing in this document.",
  "document.too_large": "A document has at most 10 MB.",
  "document.unsupported": "This type of file is not read. Use Markdown, HTML, PDF, text or CSV.",
  "request.invalid": "Something here can't be accepted. Check what you entered.",
  "limit.reached": "Too many attempts. Wait a moment and try again.",
  "server.busy": "The server has too much to do. Try again in a moment.",
  "server.unavailable": "Part of the service is unavailable. Try again in a moment.",
  "request.too_large":
    "It is larger than your network or server lets through. Send a smaller file, or tell your administrator.",
  "attachment.too_large": "A file can have at most 25 MB. Send a smaller one.",
  "attachment.empty": "The file is empty. Choose another one.",
  "attachment.too_many_unsent": "Too many files were uploaded but not sent. Send or remove some first.",
  "attachment.storage_full": "There is no space left for files. Tell your administrator.",
  "message.id_taken": "This message could not be sent. Discard it and write it again.",
};

export const textOf = (code = ""): string | undefined => TEXTS[code];

export function errorText(error: unknown): { title: string; detail: string; code: string } {
  if (error instanceof ApiError) {
    return { title: "Something went wrong", detail: TEXTS[error.code] ?? error.message, code: error.code };
  }
  return {
    title: "Unexpected error",
    detail: error instanceof Error ? error.message : "The page met something it does not know.",
    code: "client.failed",
  };
}
