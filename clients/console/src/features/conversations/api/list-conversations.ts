import type { Conversation } from "@chorus/wire";
import { infiniteQueryOptions, useInfiniteQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { api } from "@/lib/api";
import { useLive } from "@/lib/live/context";
import { isQueue, keys, type ListFilter, type View } from "@/lib/live/keys";
import { countOf, rowsOf, type ListData, type ListPage } from "@/lib/live/lists";

/** The feed tells of lives, not of every message: what waiting customers write is fetched now and then. */
const QUEUE_REFRESH_MS = 20_000;

export function listOptions(filter: ListFilter) {
  return infiniteQueryOptions({
    queryKey: keys.list(filter),
    queryFn: async ({ pageParam, signal }) => {
      const query = { ...filter, cursor: pageParam, limit: 50 };
      return (await api.get("/v1/conversations", { params: { query }, signal })) as ListPage;
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: filter.view === "queue" ? QUEUE_REFRESH_MS : false,
  });
}

export function useConversations(filter: ListFilter) {
  const live = useLive();
  const query = useInfiniteQuery(listOptions(filter));
  const data = query.data as ListData | undefined;
  const first = data?.pages[0];
  useEffect(() => {
    if (first) live.followFeed(first.feedPosition, first.epoch);
  }, [live, first]);
  return { ...query, rows: sorted(rowsOf(data), filter), count: countOf(data) };
}

/** The time that a view is ordered by; its rows show the same. The queue's rows show when the customer last wrote. */
export const sortedBy: Record<View, (row: Conversation) => string> = {
  queue: (row) => row.lastCustomerMessage?.at ?? row.createdAt,
  offered: (row) => row.lastCustomerMessage?.at ?? row.createdAt,
  mine: (row) => row.lastMessage?.at ?? row.createdAt,
  open: (row) => row.updatedAt,
  closed: (row) => row.closedAt ?? row.updatedAt,
  all: (row) => row.createdAt,
};

function sorted(rows: Conversation[], { view }: ListFilter): Conversation[] {
  if (isQueue(view)) return rows.toSorted((a, b) => waitingSince(a).localeCompare(waitingSince(b)));
  const at = sortedBy[view];
  return rows.toSorted((a, b) => at(b).localeCompare(at(a)));
}

const waitingSince = (row: Conversation) => row.escalation?.since ?? row.updatedAt;
