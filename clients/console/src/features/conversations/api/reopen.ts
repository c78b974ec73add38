import { ofConversation } from "@chorus/wire";
import { api } from "@/lib/api";
import { useCommand } from "@/lib/live/command";

export function useReopen(conversationId: string, onDone?: () => void) {
  return useCommand(
    conversationId,
    "Couldn't reopen the conversation",
    () => api.post("/v1/conversations/{conversation_id}/reopen", { params: ofConversation(conversationId) }),
    onDone,
  );
}
