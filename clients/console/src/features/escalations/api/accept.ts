import { ofConversation } from "@chorus/wire";
import { useQueryClient } from "@tanstack/react-query";
import { api } from "@/lib/api";
import { useCommand } from "@/lib/live/command";
import type { ConversationState } from "@/lib/live/conversation-state";
import { keys } from "@/lib/live/keys";

export function useAccept(conversationId: string, onDone?: () => void) {
  const client = useQueryClient();
  return useCommand(
    conversationId,
    "Couldn't accept the conversation",
    () => api.post("/v1/conversations/{conversation_id}/accept", { params: ofConversation(conversationId) }),
    (answer) => {
      // What is opened now; a conversation that is followed already has its own events.
      client.setQueryData<ConversationState>(
        keys.conversation(conversationId),
        (known) => known ?? (answer as ConversationState),
      );
      onDone?.();
    },
  );
}
