/** What happened to a conversation beside what was said: fetched in pages from the newest, again when there is news. */
import { ofConversation, type Event, type EventOf, type EventType } from "@chorus/wire";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { api } from "@/lib/api";
import { keys } from "./keys";

const LIFE = [
  "callback.promised",
  "conversation.assigned",
  "conversation.closed",
  "conversation.escalated",
  "conversation.labelled",
  "conversation.rated",
  "conversation.reopened",
  "conversation.requeued",
  "conversation.returned",
  "conversation.transferred",
  "escalation.cancelled",
] as const satisfies EventType[];

export type LifeEvent = EventOf<(typeof LIFE)[number]>;

interface HistoryPage {
  events: LifeEvent[];
  hasMore: boolean;
}

export const isLife = (event: Event): event is LifeEvent => (LIFE as readonly string[]).includes(event.type);

/** Oldest first, at least as far back as `since`: the position of the first message that is shown. */
export function useHistory(id: string, since: number): LifeEvent[] {
  const query = useInfiniteQuery({
    queryKey: keys.history(id),
    queryFn: async ({ pageParam, signal }) => {
      const params = { ...ofConversation(id), query: { before: pageParam } };
      const page = await api.get("/v1/conversations/{conversation_id}/history", { params, signal });
      // The document calls an event an object: its types are those of the socket.
      return page as unknown as HistoryPage;
    },
    initialPageParam: null as number | null,
    getNextPageParam: (page) => (page.hasMore ? (page.events[0]?.position ?? null) : null),
    staleTime: Infinity,
  });
  const { data, hasNextPage, isFetching, isError, fetchNextPage } = query;
  const events = useMemo(() => (data?.pages ?? []).toReversed().flatMap((page) => page.events), [data]);
  const reached = events[0]?.position ?? 0;
  useEffect(() => {
    if (hasNextPage && reached > since && !isFetching && !isError) void fetchNextPage();
  }, [hasNextPage, reached, since, isFetching, isError, fetchNextPage]);
  return events;
}
