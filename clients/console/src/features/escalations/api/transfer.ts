import { api } from "@/lib/api";
import { useCommand } from "@/lib/live/command";

export interface Transfer {
  agentId?: string;
  teamId?: string;
  note?: string;
  /** The same id again is the same transfer. */
  noteId?: string;
}

export function useTransfer(conversationId: string, onDone?: () => void) {
  return useCommand(
    conversationId,
    "Couldn't transfer the conversation",
    (to: Transfer) => api.post(`/v1/conversations/${conversationId}/transfer`, to),
    onDone,
  );
}
