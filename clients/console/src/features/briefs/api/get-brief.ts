import { ofConversation, type Conversation } from "@chorus/wire";
import { useQuery } from "@tanstack/react-query";
import { api, ApiError } from "@/lib/api";
import { keys } from "@/lib/live/keys";

/** Asked for once the conversation says that there is one. null: it is gone again. */
export function useBrief({ id, brief }: Pick<Conversation, "id" | "brief">) {
  return useQuery({
    queryKey: keys.brief(id),
    enabled: brief !== null,
    queryFn: ({ signal }) =>
      api
        .get("/livechat/summary/{conversation_id}", { params: ofConversation(id), signal })
        .catch((error: unknown) => {
          if (error instanceof ApiError && error.status === 404) return null;
          throw error;
        }),
  });
}
