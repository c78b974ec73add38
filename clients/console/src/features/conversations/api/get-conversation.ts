import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useLive } from "@/lib/live/context";
import { fetchConversation } from "@/lib/live/conversation-state";
import { keys } from "@/lib/live/keys";

/** The conversation on the screen: fetched once, followed from there. */
export function useConversation(id: string) {
  const live = useLive();
  const client = useQueryClient();
  const query = useQuery({
    queryKey: keys.conversation(id),
    queryFn: ({ signal }) => fetchConversation(client, id, signal),
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  });
  const isLoaded = query.data !== undefined;
  useEffect(() => (isLoaded ? live.watch(id) : undefined), [live, id, isLoaded]);
  useEffect(() => {
    if (query.dataUpdatedAt && !query.isFetching) live.catchUp(id);
    // Only a finished fetch asks for what happened meanwhile; events change the data as well.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [live, id, query.isFetching]);
  return query;
}
