import { ofConversation } from "@chorus/wire";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "@/lib/api";
import { keys } from "@/lib/live/keys";

export function useMakeBrief(conversationId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () =>
      api.post("/v1/conversations/{conversation_id}/brief", { params: ofConversation(conversationId) }),
    meta: { failed: "Couldn't refresh the brief" },
    onSuccess: (brief) => client.setQueryData(keys.brief(conversationId), brief),
  });
}
