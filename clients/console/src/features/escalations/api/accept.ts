import { api } from "@/lib/api";
import { useCommand } from "@/lib/live/command";

export function useAccept(conversationId: string, onDone?: () => void) {
  return useCommand(
    conversationId,
    "Couldn't accept the conversation",
    () => api.post(`/v1/conversations/${conversationId}/accept`),
    onDone,
  );
}
