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
