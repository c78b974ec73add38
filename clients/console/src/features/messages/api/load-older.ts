import { ofConversation } from "@chorus/wire";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "@/lib/api";
import { prependOlder, type ConversationState } from "@/lib/live/conversation-state";
import { keys } from "@/lib/live/keys";

export function useLoadOlder(conversationId: string) {
  const client = useQueryClient();
  const key = keys.conversation(conversationId);
  return useMutation({
    mutationFn: () => {
      const before = client.getQueryData<ConversationState>(key)?.messages[0]?.position ?? null;
      const params = { ...ofConversation(conversationId), query: { before, limit: 50 } };
      return api.get("/v1/conversations/{conversation_id}/messages", { params });
    },
    onSuccess: (older) => {
      client.setQueryData<ConversationState>(key, (state) => state && prependOlder(state, older));
    },
  });
}
