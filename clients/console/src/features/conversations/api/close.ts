import { api } from "@/lib/api";
import { useCommand } from "@/lib/live/command";

export function useClose(conversationId: string, onDone?: () => void) {
  return useCommand(
    conversationId,
    "The conversation was not closed",
    () => api.post(`/v1/conversations/${conversationId}/close`),
    onDone,
  );
}
