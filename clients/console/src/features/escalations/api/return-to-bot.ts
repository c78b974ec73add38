import { api } from "@/lib/api";
import { useCommand } from "@/lib/live/command";

export function useReturnToBot(conversationId: string, onDone?: () => void) {
  return useCommand(
    conversationId,
    "The conversation was not handed back to the bot",
    () => api.post(`/v1/conversations/${conversationId}/return`),
    onDone,
  );
}
