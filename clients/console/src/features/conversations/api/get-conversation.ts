import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useLive } from "@/lib/live/context";
import { conversationOptions } from "@/lib/live/conversation-state";

/** The conversation on the screen: fetched once, followed from there. */
export function useConversation(id: string) {
  const live = useLive();
  const client = useQueryClient();
  const query = useQuery(conversationOptions(client, id));
  const isLoaded = query.data !== undefined;
  useEffect(() => (isLoaded ? live.watch(id) : undefined), [live, id, isLoaded]);
  return query;
}
