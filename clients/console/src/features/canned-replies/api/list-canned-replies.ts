import { useQuery } from "@tanstack/react-query";
import { api } from "@/lib/api";

export interface CannedReply {
  id: string;
  shortcut: string;
  content: string;
}

export const cannedKey = ["canned-replies"] as const;

export function useCannedReplies() {
  return useQuery({
    queryKey: cannedKey,
    queryFn: async ({ signal }) =>
      (await api.get<{ items: CannedReply[] }>("/v1/canned-replies", { limit: 200 }, { signal })).items,
    staleTime: 5 * 60_000,
  });
}
