import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "@/lib/api";
import type { Inbox } from "./list-inboxes";

export function useUpdateInbox(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: { allowedOrigins: string[] }) => api.patch<Inbox>(`/v1/inboxes/${id}`, change),
    onSuccess: () => client.invalidateQueries({ queryKey: ["inboxes"] }),
  });
}
