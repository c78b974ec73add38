import { ofConversation } from "@chorus/wire";
import { api } from "@/lib/api";
import { useCommand } from "@/lib/live/command";

export function useRequeue(conversationId: string, onDone?: () => void) {
  return useCommand(
    conversationId,
    "Couldn't return the conversation to the queue",
    () => api.post("/v1/conversations/{conversation_id}/requeue", { params: ofConversation(conversationId) }),
    onDone,
  );
}
