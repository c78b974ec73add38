/** Sentences for people, by stable code. A code without one falls back to what the server said. */
import { ApiError } from "./api";

const TEXTS: Record<string, string> = {
  "network.unreachable": "Chorus cannot be reached. Check your connection; it will try again.",
  "auth.invalid_credentials": "That e-mail and password do not match.",
  "auth.required": "You were logged out. Log in again.",
  "limit.reached": "Too many tries. Wait a moment and try again.",
  "server.busy": "The server is at its limit. Try again shortly.",
  "server.unavailable": "A part of the service is away. Try again shortly.",
  "server.failed": "Something went wrong on our side. Try again; if it stays, tell your administrator.",
  "resource.not_found": "This is not here any more.",
  "permission.denied": "Your role does not allow this.",
  "request.conflict": "Somebody changed this in the meantime. You now see the newest state.",
  "attachment.too_large": "The file is larger than 25 MB.",
  "attachment.type_refused": "Only images, PDF and text files can be sent.",
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
