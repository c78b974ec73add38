import { api } from "@/lib/api";
import { useCommand } from "@/lib/live/command";

export function useDecline(conversationId: string, onDone?: () => void) {
  return useCommand(
    conversationId,
    "The offer was not declined",
    () => api.post(`/v1/conversations/${conversationId}/decline`),
    onDone,
  );
}
