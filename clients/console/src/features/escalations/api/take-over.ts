import { api } from "@/lib/api";
import { useCommand } from "@/lib/live/command";

/** From the bot to me: it waits for a human, and I am the one. */
export function useTakeOver(conversationId: string, onDone?: () => void) {
  return useCommand(
    conversationId,
    "Couldn't take over the conversation",
    async () => {
      await api.post(`/v1/conversations/${conversationId}/escalation`, { reason: "agent" });
      await api.post(`/v1/conversations/${conversationId}/accept`);
    },
    onDone,
  );
}
