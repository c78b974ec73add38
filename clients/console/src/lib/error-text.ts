/** Sentences for people, by stable code. */
import { ApiError } from "./api";

/** Where the console can say it better than the server, which speaks to every client. */
const TEXTS: Record<string, string> = {
  "network.unreachable": "Chorus cannot be reached. Check your connection; it will try again.",
  "auth.bad_credentials": "That e-mail and password do not match.",
  "auth.tenant_required": "This address belongs to several companies. Say which one.",
  "auth.required": "You were logged out. Log in again.",
  "auth.refresh_refused": "You were logged out. Log in again.",
  "auth.scope_missing": "Your role does not allow this.",
  "permission.denied": "Your role does not allow this.",
  "server.failed": "Something went wrong on our side. Try again; if it stays, tell your administrator.",
  "resource.not_found": "This is not here any more.",
  "request.conflict": "Somebody changed this in the meantime. You now see the newest state.",
  "escalation.not_waiting": "A colleague was faster, or the customer no longer waits.",
  "escalation.not_offered": "The time to accept is over; it was offered to somebody else.",
  "conversation.already_assigned": "A colleague was faster: this conversation is theirs now.",
  "conversation.another_open": "This customer has a newer open conversation. Go on there.",
  "user.email_taken": "Somebody else has this address already.",
  "user.last_admin": "This is the last administrator. Make somebody else one first.",
  "user.wrong_password": "This is not your present password.",
  "user.not_found": "This person is not here any more.",
  "auth.password_too_short": "At least 10 characters.",
  "auth.password_too_long": "At most 256 characters.",
  "auth.scope_unknown": "One of these permissions cannot be given to a key.",
  "team.name_taken": "Another team has this name.",
  "team.in_use": "Conversations belong to this team, so it stays. Rename it, or take its people out.",
  "team.user_unknown": "One of these people is not here any more. Close this and begin again.",
  "team.too_many": "There are as many teams as there can be. Remove one first.",
  "label.name_taken": "There is a label of this name already.",
  "canned_reply.shortcut_taken": "Another canned reply has this shortcut.",
  "inbox.bad_origin": "An address has https:// and a host, and no path: https://www.example.com",
  "inbox.in_use": "This inbox has conversations, so it stays. Switch it off instead.",
  "inbox.identity_key_refused": "This is not a public key in PEM: RSA (2048 bits or more), P-256 or Ed25519.",
  "document.known": "This document is in the knowledge base already.",
  "document.empty": "There is nothing in this document.",
  "document.too_large": "A document has at most 10 MB.",
  "document.unsupported": "This type of file is not read. Use Markdown, HTML, PDF, text or CSV.",
  "request.invalid": "Something here is not accepted. Check what you typed.",
  "limit.reached": "That was too often. Wait a moment and try again.",
  "server.busy": "The server has too much to do. Try again in a moment.",
  "server.unavailable": "A part of the service is away. Try again in a moment.",
  "message.id_taken": "This message could not be sent. Discard it and write it again.",
};

export const textOf = (code = ""): string | undefined => TEXTS[code];

export function errorText(error: unknown): { title: string; detail: string; code: string } {
  if (error instanceof ApiError) {
    return { title: "That did not work", detail: TEXTS[error.code] ?? error.message, code: error.code };
  }
  return {
    title: "Unexpected error",
    detail: error instanceof Error ? error.message : "The page met something it does not know.",
    code: "client.failed",
  };
}
