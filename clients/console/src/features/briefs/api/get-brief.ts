import { useQuery } from "@tanstack/react-query";
import { api, ApiError } from "@/lib/api";
import { keys } from "@/lib/live/keys";
import type { Brief, Conversation } from "@/lib/types";

/** Asked for once the conversation says that there is one. null: it is gone again. */
export function useBrief({ id, brief }: Pick<Conversation, "id" | "brief">) {
  return useQuery({
    queryKey: keys.brief(id),
    enabled: brief !== null,
    queryFn: ({ signal }) =>
      api.get<Brief>(`/livechat/summary/${id}`, undefined, { signal }).catch((error: unknown) => {
        if (error instanceof ApiError && error.status === 404) return null;
        throw error;
      }),
  });
}
