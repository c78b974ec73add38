import { ofConversation } from "@chorus/wire";
import { api } from "@/lib/api";
import { useCommand } from "@/lib/live/command";

export function usePutLabels(conversationId: string) {
  return useCommand(conversationId, "Couldn't change the labels", (labels: string[]) =>
    api.put("/v1/conversations/{conversation_id}/labels", {
      params: ofConversation(conversationId),
      body: { labels },
    }),
  );
}
