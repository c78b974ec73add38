import { api } from "@/lib/api";
import { useCommand } from "@/lib/live/command";

export function useRequeue(conversationId: string, onDone?: () => void) {
  return useCommand(
    conversationId,
    "The conversation was not returned to the queue",
    () => api.post(`/v1/conversations/${conversationId}/requeue`),
    onDone,
  );
}
