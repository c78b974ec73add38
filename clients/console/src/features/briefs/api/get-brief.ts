import { useQuery } from "@tanstack/react-query";
import { api, ApiError } from "@/lib/api";
import { keys } from "@/lib/live/keys";
import type { Brief } from "@/lib/types";

/** One is made within a moment of the escalation; who looks earlier looks again. */
const AGAIN_MS = 1_500;
const TRIES = 4;

/** null: none was made yet. */
export function useBrief(conversationId: string) {
  return useQuery({
    queryKey: keys.brief(conversationId),
    queryFn: ({ signal }) =>
      api.get<Brief>(`/livechat/summary/${conversationId}`, undefined, { signal }).catch((error: unknown) => {
        if (error instanceof ApiError && error.status === 404) return null;
        throw error;
      }),
    refetchInterval: ({ state }) => state.data === null && state.dataUpdateCount < TRIES && AGAIN_MS,
  });
}
