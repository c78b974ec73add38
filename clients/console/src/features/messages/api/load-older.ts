import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "@/lib/api";
import { prependOlder, type ConversationState } from "@/lib/live/conversation-state";
import { keys } from "@/lib/live/keys";
import type { Message } from "@/lib/types";

export function useLoadOlder(conversationId: string) {
  const client = useQueryClient();
  const key = keys.conversation(conversationId);
  return useMutation({
    mutationFn: () => {
      const before = client.getQueryData<ConversationState>(key)?.messages[0]?.position;
      return api.get<{ items: Message[]; hasMore: boolean }>(`/v1/conversations/${conversationId}/messages`, {
        before,
        limit: 50,
      });
    },
    onSuccess: (older) => {
      client.setQueryData<ConversationState>(key, (state) => state && prependOlder(state, older));
    },
  });
}
