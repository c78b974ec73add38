/** Sentences for people, by stable code. */
import { ApiError } from "./api";

/** Where the console can say it better than the server, which speaks to every client. */
const TEXTS: Record<string, string> = {
  "network.unreachable": "Chorus can't be reached. Check your connection and try again.",
  "auth.bad_credentials": "Incorrect e-mail or password.",
  "auth.tenant_required": "This e-mail belongs to several companies. Enter the short name of yours.",
  "auth.required": "You've been logged out. Log in again.",
  "auth.refresh_refused": "You've been logged out. Log in again.",
  "auth.scope_missing": "Your role doesn't allow this.",
  "permission.denied": "Your role doesn't allow this.",
  "server.failed":
    "Something went wrong on our side. Try again. If the problem persists, contact your administrator.",
  "resource.not_found": "This no longer exists.",
  "request.conflict": "Someone else changed this. You now see the latest version.",
  "escalation.not_waiting": "A colleague already took this one, or the customer is no longer waiting.",
  "escalation.not_offered": "This offer has expired. The conversation is offered to someone else.",
  "conversation.already_assigned": "A colleague already took this conversation.",
  "conversation.another_open": "This customer has a newer open conversation. Continue there.",
  "user.email_taken": "Another user already has this e-mail.",
  "user.last_admin": "This is the last administrator. Make another user an administrator first.",
  "user.wrong_password": "Incorrect current password.",
  "user.not_found": "This user no longer exists.",
  "auth.password_too_short": "Use at least 10 characters.",
  "auth.password_too_long": "Use at most 256 characters.",
  "auth.scope_unknown": "One of these scopes can't be granted to a key.",
  "team.name_taken": "Another team already has this name.",
  "team.in_use": "This team has conversations and can't be deleted. Rename it or remove its users instead.",
  "team.user_unknown": "One of these users was removed. Reload and try again.",
  "team.too_many": "You've reached the limit of 500 teams. Delete one to add another.",
  "label.name_taken": "A label with this name already exists.",
  "canned_reply.shortcut_taken": "Another canned reply already uses this shortcut.",
  "inbox.bad_origin": "Enter an address with https:// and no path, such as https://www.example.com.",
  "inbox.in_use": "This inbox has conversations and can't be deleted. Turn it off instead.",
  "inbox.identity_key_refused":
    "Enter a public key in PEM format: RSA (at least 2048 bits), P-256 or Ed25519.",
  "document.known": "This document is already in the knowledge base.",
  "document.empty": "This document is empty.",
  "document.too_large": "A document can have at most 10 MB. Split it and upload the parts.",
  "document.unsupported": "This file type isn't supported. Use Markdown, HTML, PDF, text or CSV.",
  "request.invalid": "Some values aren't valid. Check what you entered.",
  "limit.reached": "Too many attempts. Wait a moment and try again.",
  "server.busy": "The server is overloaded. Try again in a moment.",
  "server.unavailable": "Part of the service is unavailable. Try again in a moment.",
  "request.too_large":
    "This is larger than your network or server allows. Send a smaller file, or contact your administrator.",
  "attachment.too_large": "A file can have at most 25 MB. Send a smaller one.",
  "attachment.empty": "The file is empty. Choose another one.",
  "attachment.too_many_unsent": "You have too many unsent files. Send or remove some first.",
  "attachment.storage_full": "There is no storage left for files. Contact your administrator.",
  "message.id_taken": "This message couldn't be sent. Discard it and write it again.",
};

export const textOf = (code = ""): string | undefined => TEXTS[code];

export function errorText(error: unknown): { title: string; detail: string; code: string } {
  if (error instanceof ApiError) {
    return { title: "Something went wrong", detail: TEXTS[error.code] ?? error.message, code: error.code };
  }
  return {
    title: "Unexpected error",
    detail: error instanceof Error ? error.message : "An unknown error occurred. Reload the page.",
    code: "client.failed",
  };
}
