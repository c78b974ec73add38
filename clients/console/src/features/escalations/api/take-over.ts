import { ofConversation } from "@chorus/wire";
import { api } from "@/lib/api";
import { useCommand } from "@/lib/live/command";

/** From the bot to me: it waits for a human, and I am the one. */
export function useTakeOver(conversationId: string, onDone?: () => void) {
  return useCommand(
    conversationId,
    "Couldn't take over the conversation",
    async () => {
      const params = ofConversation(conversationId);
      await api.post("/v1/conversations/{conversation_id}/escalation", { params, body: { reason: "agent" } });
      await api.post("/v1/conversations/{conversation_id}/accept", { params });
    },
    onDone,
  );
}
