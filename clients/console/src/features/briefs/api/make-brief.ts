import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "@/lib/api";
import { keys } from "@/lib/live/keys";

export function useMakeBrief(conversationId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.post(`/v1/conversations/${conversationId}/brief`),
    meta: { failed: "Couldn't refresh the brief" },
    onSuccess: () => client.invalidateQueries({ queryKey: keys.brief(conversationId) }),
  });
}
