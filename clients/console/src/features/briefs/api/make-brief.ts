import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "@/lib/api";
import { keys } from "@/lib/live/keys";

export function useMakeBrief(conversationId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.post(`/v1/conversations/${conversationId}/brief`),
    meta: { failed: "The brief was not refreshed" },
    onSuccess: () => client.invalidateQueries({ queryKey: keys.brief(conversationId) }),
  });
}
