/** Where WebSockets are blocked: what the agent's socket would do, by REST. Typing and presence are not told then. */
import { ofConversation, type Fallback } from "@chorus/wire";
import { api } from "@/lib/api";

export const fallback: Fallback = {
  events(conversationId, after, { waitSeconds, signal }) {
    const query = { after: after?.position ?? null, epoch: after?.epoch ?? "", waitSeconds };
    if (conversationId === null) return api.get("/v1/events", { params: { query }, signal });
    const params = { ...ofConversation(conversationId), query };
    return api.get("/v1/conversations/{conversation_id}/events", { params, signal });
  },
  send({ id, conversationId, content, messageType = "text", attachmentIds = [] }) {
    const params = ofConversation(conversationId ?? "");
    return messageType === "note"
      ? api.post("/v1/conversations/{conversation_id}/notes", { params, body: { id, content } })
      : api.post("/v1/conversations/{conversation_id}/messages", {
          params,
          body: { id, content, messageType, attachmentIds },
        });
  },
  receipt: ({ conversationId, ...reached }) =>
    api.post("/v1/conversations/{conversation_id}/receipts", {
      params: ofConversation(conversationId ?? ""),
      body: reached,
    }),
};
