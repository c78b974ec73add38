import { ofConversation } from "@chorus/wire";
import { api } from "@/lib/api";
import { useCommand } from "@/lib/live/command";

export function useReturnToBot(conversationId: string, onDone?: () => void) {
  return useCommand(
    conversationId,
    "Couldn't hand the conversation back to the bot",
    () => api.post("/v1/conversations/{conversation_id}/return", { params: ofConversation(conversationId) }),
    onDone,
  );
}
