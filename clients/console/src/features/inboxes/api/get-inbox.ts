import type { Schemas } from "@chorus/wire";
import { useQuery } from "@tanstack/react-query";
import { api } from "@/lib/api";
import { inboxes } from "@/lib/resources";

export type InboxDetail = Schemas["InboxDetail"];

export function useInbox(id: string) {
  return useQuery({
    queryKey: [...inboxes.queryKey, id],
    queryFn: ({ signal }) =>
      api.get("/v1/inboxes/{inbox_id}", { params: { path: { inbox_id: id } }, signal }),
  });
}
