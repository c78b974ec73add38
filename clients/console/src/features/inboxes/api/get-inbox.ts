import type { components } from "@chorus/wire";
import { useQuery } from "@tanstack/react-query";
import { api } from "@/lib/api";
import { inboxes } from "@/lib/resources";

export type InboxDetail = components["schemas"]["InboxDetail"];

export function useInbox(id: string) {
  return useQuery({
    queryKey: [...inboxes.queryKey, id],
    queryFn: ({ signal }) => api.get<InboxDetail>(`${inboxes.path}/${id}`, undefined, { signal }),
  });
}
