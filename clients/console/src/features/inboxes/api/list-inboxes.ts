import { useQuery } from "@tanstack/react-query";
import { api } from "@/lib/api";

export interface Inbox {
  id: string;
  name: string;
  channel: string;
  snippet?: string | null;
  allowedOrigins?: string[];
}

export function useInboxes() {
  return useQuery({
    queryKey: ["inboxes"],
    queryFn: async ({ signal }) =>
      (await api.get<{ items: Inbox[] }>("/v1/inboxes", { limit: 200 }, { signal })).items,
    staleTime: 5 * 60_000,
  });
}

export function useInbox(id: string) {
  return useQuery({
    queryKey: ["inboxes", id],
    queryFn: ({ signal }) => api.get<Inbox>(`/v1/inboxes/${id}`, undefined, { signal }),
    staleTime: 5 * 60_000,
  });
}
