import { ofConversation } from "@chorus/wire";
import { api } from "@/lib/api";
import { useCommand } from "@/lib/live/command";

export function useDecline(conversationId: string, onDone?: () => void) {
  return useCommand(
    conversationId,
    "Couldn't decline the offer",
    () => api.post("/v1/conversations/{conversation_id}/decline", { params: ofConversation(conversationId) }),
    onDone,
  );
}
