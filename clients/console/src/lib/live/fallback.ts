/** Where WebSockets are blocked: what the agent's socket would do, by REST. Typing and presence are not told then. */
import type { EventPage, Fallback } from "@chorus/wire";
import { api } from "@/lib/api";

export const fallback: Fallback = {
  events: (conversationId, after, { waitSeconds, signal }) =>
    api.get<EventPage>(
      conversationId === null ? "/v1/events" : `/v1/conversations/${conversationId}/events`,
      { after: after?.position, epoch: after?.epoch, waitSeconds },
      { signal },
    ),
  send: ({ id, conversationId, content, messageType, attachmentIds }) =>
    messageType === "note"
      ? api.post(`/v1/conversations/${conversationId}/notes`, { id, content })
      : api.post(`/v1/conversations/${conversationId}/messages`, { id, content, messageType, attachmentIds }),
  receipt: ({ conversationId, ...reached }) =>
    api.post(`/v1/conversations/${conversationId}/receipts`, reached),
};
